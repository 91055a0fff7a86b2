//! The tables of `docs/services.md` say what the library does.
//!
//! The first is made of the capabilities of the services and of the requests that are sent to them: with
//! `SURPRISAL_UPDATE_DOCS` set it is written, and else compared.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "clippy excepts test functions, not their helpers"
)]

use std::path::{Path, PathBuf};
use std::{env, fs};

use serde_json::{Map, Value};
use surprisal::openai_compat::{Service, services};
use surprisal::{CallOptions, Capabilities, ChatModel, Feature, Policy, RunnableExt, Support};
use surprisal_testing::server::{Reply, Server};

const BEGIN: &str = "<!-- made by tests/tests/services.rs -->\n";
const END: &str = "<!-- until here -->\n";

fn page() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/services.md")
}

/// What asking for log probabilities adds to the request's JSON.
async fn asked(server: &Server, model: &dyn ChatModel) -> String {
    let mut sent = Vec::new();
    let plain = CallOptions::new().on_unsupported(Policy::Warn);
    let asking = plain.clone().logprobs(true).top_logprobs(2);
    for options in [plain, asking.on_logprobs_missing(Policy::Warn)] {
        server.reply(Reply::json(
            200,
            r#"{"choices":[{"message":{"content":"hi"},"finish_reason":"stop"}]}"#,
        ));
        model.bind(options).invoke("hi").await.unwrap();
        let request = server.requests().last().unwrap().json().unwrap();
        sent.push(request.as_object().unwrap().clone());
    }
    let added = sent[1]
        .iter()
        .filter(|(key, _)| !sent[0].contains_key(*key));
    let added: Map<String, Value> = added.map(|(k, v)| (k.clone(), v.clone())).collect();
    match added.is_empty() {
        true => "–".to_owned(),
        false => format!("`{}`", Value::Object(added)),
    }
}

fn support(capabilities: &Capabilities, feature: Feature) -> &'static str {
    match capabilities.support(feature) {
        Support::Yes => "yes",
        Support::SomeModels => "some models",
        Support::No => "no",
        _ => "not known",
    }
}

/// What is refused before a request is made, beside log probabilities.
fn without(capabilities: &Capabilities) -> String {
    let told_apart = [
        Feature::Logprobs,
        Feature::TopLogprobs,
        Feature::StreamLogprobs,
        Feature::ScoreText,
    ];
    let missing = Feature::ALL.into_iter().filter(|feature| {
        !told_apart.contains(feature) && capabilities.support(*feature) == Support::No
    });
    let names: Vec<String> = missing.map(|feature| format!("`{feature}`")).collect();
    names.join(", ")
}

fn row(service: &Service, asked: &str) -> String {
    let Service {
        provider,
        base_url,
        key_variable,
        capabilities,
        ..
    } = service;
    let key = match service.key_is_optional {
        true => format!("`{key_variable}`, not needed"),
        false => format!("`{key_variable}`"),
    };
    let most = match capabilities.top_logprobs_limit() {
        _ if capabilities.support(Feature::TopLogprobs) == Support::No => "none".to_owned(),
        Some(most) => most.to_string(),
        None => "not known".to_owned(),
    };
    let place = base_url
        .split_once("://")
        .map_or(*base_url, |(_, place)| place);
    format!(
        "| `{provider}` | {place} | {key} | {asked} | {} | {most} | {} | {} | {} |\n",
        support(capabilities, Feature::Logprobs),
        support(capabilities, Feature::StreamLogprobs),
        support(capabilities, Feature::ScoreText),
        without(capabilities),
    )
}

async fn table() -> String {
    let server = Server::start().await.unwrap();
    let mut table = "| provider | where, unless told | key | asked for by | given | most alternatives | streamed | of a given text | has no |\n\
        |---|---|---|---|---|---|---|---|---|\n"
        .to_owned();
    for service in services() {
        let model = service.chat_model_at("m", server.url()).unwrap();
        table.push_str(&row(&service, &asked(&server, &*model).await));
    }
    table
}

#[tokio::test]
async fn the_table_of_services_is_that_of_their_capabilities() {
    let text = fs::read_to_string(page()).unwrap();
    let (before, rest) = text.split_once(BEGIN).unwrap();
    let (shown, after) = rest.split_once(END).unwrap();
    let table = table().await;
    if env::var_os("SURPRISAL_UPDATE_DOCS").is_some() {
        let whole = format!("{before}{BEGIN}{table}{END}{after}");
        fs::write(page(), whole).unwrap();
        return;
    }
    assert!(
        shown == table,
        "run this test with SURPRISAL_UPDATE_DOCS=1; the table is now\n{table}"
    );
}

#[test]
fn of_every_service_it_is_said_what_comes_back() {
    let text = fs::read_to_string(page()).unwrap();
    let (_, behind) = text.split_once(END).unwrap();
    for service in services() {
        let start = format!("| `{}` |", service.provider);
        let rows = behind.lines().filter(|line| line.starts_with(&start));
        assert_eq!(rows.count(), 1, "{}", service.provider);
    }
}
