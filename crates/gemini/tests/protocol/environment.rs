//! What is read from the environment.

use std::env;
use std::process::Command;

use surprisal_core::{ErrorKind, Secret};
use surprisal_gemini::{ChatGemini, ChatVertexAi};

/// What the copies of this program that have an environment of their own are to print: a base URL a line.
const EXPECTED: &str = "SURPRISAL_TEST_EXPECTED";
const TEST: &str = "environment::base_urls_and_keys_are_read";

/// Runs the test in a program with these variables and none of the others, where these base URLs are to come out.
fn run(variables: &[(&str, &str)], gemini: &str, vertex_ai: &str) {
    let mut child = Command::new(env::current_exe().unwrap());
    child.args(["--exact", TEST]);
    for (name, _) in env::vars_os() {
        let name = name.to_string_lossy();
        let is_ours = ["GEMINI_", "GOOGLE_", "VERTEXAI_", "CLOUDSDK_"];
        if is_ours.iter().any(|prefix| name.starts_with(prefix)) {
            child.env_remove(&*name);
        }
    }
    child.env(EXPECTED, format!("{gemini}\n{vertex_ai}"));
    child.envs(variables.iter().copied());
    let output = child.output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && text.contains("1 passed"),
        "{variables:?}: {text}"
    );
}

#[test]
fn base_urls_and_keys_are_read() {
    if let Ok(expected) = env::var(EXPECTED) {
        let gemini = ChatGemini::from_env("m").map(|model| model.base_url().to_string());
        let vertex_ai = ChatVertexAi::from_env("m").map(|model| model.base_url().to_string());
        let shown = [gemini, vertex_ai].map(|url| {
            url.unwrap_or_else(|error| {
                assert_eq!(error.kind(), ErrorKind::Authentication);
                "no key".to_owned()
            })
        });
        if env::var("GOOGLE_CLOUD_PROJECT").is_ok() {
            let token = async || Ok(Secret::from("of-the-hour"));
            let model = ChatVertexAi::builder("m").from_env().token_provider(token);
            let url = model.build().unwrap().base_url().to_string();
            assert!(url.contains("/projects/p/") || url == "http://c/d", "{url}");
        }
        assert_eq!(shown.join("\n"), expected);
        return;
    }
    let gemini = "https://generativelanguage.googleapis.com/v1beta";
    run(&[], "no key", "no key");
    run(
        &[("GOOGLE_API_KEY", "k"), ("GEMINI_API_KEY", " ")],
        gemini,
        "no key",
    );
    run(
        &[
            ("GEMINI_BASE_URL", "http://a/b"),
            ("VERTEXAI_BASE_URL", "http://c/d"),
        ],
        "http://a/b",
        "http://c/d",
    );
    run(
        &[
            ("GOOGLE_CLOUD_PROJECT", "p"),
            ("GOOGLE_CLOUD_LOCATION", "eu"),
            ("GOOGLE_OAUTH_ACCESS_TOKEN", "t"),
            ("GEMINI_API_KEY", "k"),
        ],
        gemini,
        "https://aiplatform.eu.rep.googleapis.com/v1/projects/p/locations/eu/publishers/google",
    );
    // A project is no other server: it needs a token.
    run(&[("GOOGLE_CLOUD_PROJECT", "p")], "no key", "no key");
    run(
        &[
            ("GOOGLE_CLOUD_PROJECT", "p"),
            ("CLOUDSDK_AUTH_ACCESS_TOKEN", "t"),
        ],
        "no key",
        "https://aiplatform.googleapis.com/v1/projects/p/locations/global/publishers/google",
    );
    run(
        &[
            ("GOOGLE_CLOUD_PROJECT", "p"),
            ("VERTEXAI_BASE_URL", "http://c/d"),
        ],
        "no key",
        "http://c/d",
    );
    run(
        &[("GOOGLE_OAUTH_ACCESS_TOKEN", "t")],
        "no key",
        "https://aiplatform.googleapis.com/v1/publishers/google",
    );
}
