//! What is read from the environment.

use std::env;
use std::process::Command;

use serde_json::json;
use surprisal_core::RunnableExt as _;
use surprisal_openai::ChatAzureOpenAi;
use surprisal_testing::server::Request;

use crate::support::{answer, server};

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

/// What a model of this environment sends, from a copy of this program.
async fn sent_by(test: &'static str, variables: &[(&'static str, &'static str)]) -> Request {
    let server = server(&answer(&json!({}))).await;
    let url = server.url().to_owned();
    let variables = variables.to_vec();
    let child = tokio::task::spawn_blocking(move || {
        let endpoint = [("AZURE_OPENAI_ENDPOINT", &*url)];
        run(test, &[&variables[..], &endpoint].concat());
    });
    child.await.unwrap();
    server.requests().swap_remove(0)
}

/// What that copy does.
async fn ask() {
    let model = ChatAzureOpenAi::from_env("d").unwrap();
    model.invoke("hi").await.unwrap();
}

#[tokio::test]
async fn endpoint_version_and_key_are_read() {
    if env::var_os(CHILD).is_some() {
        return ask().await;
    }
    let test = "environment::endpoint_version_and_key_are_read";
    let known = [
        // It cannot add to the query.
        ("OPENAI_API_VERSION", "v&x=1 "),
        ("AZURE_OPENAI_API_KEY", "k"),
        // One that is set and blank is none.
        ("AZURE_OPENAI_AD_TOKEN", " "),
    ];
    let request = sent_by(test, &known).await;
    assert_eq!(
        request.target(),
        "/openai/deployments/d/chat/completions?api-version=v%26x%3D1"
    );
    assert_eq!(request.header("api-key"), Some("k"));
    assert_eq!(request.header("authorization"), None);
}

#[tokio::test]
async fn a_token_comes_before_a_key() {
    if env::var_os(CHILD).is_some() {
        return ask().await;
    }
    let test = "environment::a_token_comes_before_a_key";
    let both = [
        ("AZURE_OPENAI_API_KEY", "k"),
        ("AZURE_OPENAI_AD_TOKEN", "t"),
    ];
    let request = sent_by(test, &both).await;
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
