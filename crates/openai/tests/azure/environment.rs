//! What is read from the environment.

use std::env;
use std::process::Command;

use serde_json::json;
use surprisal_core::CallOptions;
use surprisal_openai::ChatAzureOpenAi;

use crate::support::{answer, sent, server};

/// Set for the copies of this program that have an environment of their own.
const CHILD: &str = "SURPRISAL_TEST_CHILD";
const NAMES: [&str; 4] = [
    "AZURE_OPENAI_ENDPOINT",
    "AZURE_OPENAI_API_KEY",
    "OPENAI_API_VERSION",
    "AZURE_OPENAI_AD_TOKEN",
];

/// Runs a test of this program, by its name, in this environment.
fn run(test: &str, variables: &[(&str, &str)]) {
    let mut child = Command::new(env::current_exe().unwrap());
    child.args(["--exact", test]).env(CHILD, "1");
    for name in NAMES {
        child.env_remove(name);
    }
    // Not Azure's.
    child.env("OPENAI_API_KEY", "wrong");
    child.env("OPENAI_BASE_URL", "http://localhost:1/wrong");
    child.envs(variables.iter().copied());
    let output = child.output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && text.contains("1 passed"),
        "{text}"
    );
}

#[tokio::test]
async fn endpoint_version_and_key_are_read() {
    if env::var_os(CHILD).is_none() {
        let test = "environment::endpoint_version_and_key_are_read";
        let known = [("OPENAI_API_VERSION", "v"), ("AZURE_OPENAI_API_KEY", "k")];
        // One that is set and blank is none.
        run(test, &[known[0], known[1], ("AZURE_OPENAI_AD_TOKEN", " ")]);
        return;
    }
    let server = server(&answer(&json!({}))).await;
    let builder = ChatAzureOpenAi::builder("d").from_env();
    let model = builder.endpoint(server.url()).build().unwrap();
    let request = sent(&server, &model, CallOptions::new()).await;
    assert_eq!(
        request.target(),
        "/openai/deployments/d/chat/completions?api-version=v"
    );
    assert_eq!(request.header("api-key"), Some("k"));
    assert_eq!(request.header("authorization"), None);
}

#[tokio::test]
async fn a_token_comes_before_a_key() {
    if env::var_os(CHILD).is_none() {
        let test = "environment::a_token_comes_before_a_key";
        let both = [
            ("AZURE_OPENAI_API_KEY", "k"),
            ("AZURE_OPENAI_AD_TOKEN", "t"),
        ];
        run(test, &both);
        return;
    }
    let server = server(&answer(&json!({}))).await;
    let builder = ChatAzureOpenAi::builder("d").from_env();
    let model = builder.endpoint(server.url()).build().unwrap();
    let request = sent(&server, &model, CallOptions::new()).await;
    assert_eq!(request.target(), "/openai/v1/chat/completions");
    assert_eq!(request.header("authorization"), Some("Bearer t"));
    assert_eq!(request.header("api-key"), None);
}

#[test]
fn an_endpoint_alone_needs_a_key() {
    if env::var_os(CHILD).is_none() {
        let test = "environment::an_endpoint_alone_needs_a_key";
        run(test, &[("AZURE_OPENAI_ENDPOINT", "https://example.com")]);
        return;
    }
    let error = ChatAzureOpenAi::from_env("d").unwrap_err();
    assert!(
        error.message().starts_with("there is no API key"),
        "{error}"
    );
    let model = ChatAzureOpenAi::builder("d")
        .api_key("k")
        .from_env()
        .build();
    let base_url = model.unwrap().base_url().to_string();
    assert_eq!(base_url, "https://example.com/openai/v1");
}

#[test]
fn an_empty_environment_names_the_endpoint() {
    if env::var_os(CHILD).is_none() {
        run("environment::an_empty_environment_names_the_endpoint", &[]);
        return;
    }
    let error = ChatAzureOpenAi::from_env("d").unwrap_err();
    assert!(error.message().contains("AZURE_OPENAI_ENDPOINT"), "{error}");
}
