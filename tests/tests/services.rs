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
use surprisal::openai::{Api, ChatAzureOpenAi, ChatOpenAi};
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
        // An answer by both interfaces.
        server.reply(Reply::json(
            200,
            r#"{"choices":[{"message":{"content":"hi"},"finish_reason":"stop"}],"output":[]}"#,
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
    let missing = Feature::ALL.iter().filter(|feature| {
        !told_apart.contains(feature) && capabilities.support(**feature) == Support::No
    });
    let names: Vec<String> = missing.map(|feature| format!("`{feature}`")).collect();
    names.join(", ")
}

/// One row of the table.
struct Row<'a> {
    provider: &'a str,
    place: &'a str,
    key: String,
    asked: String,
    capabilities: Capabilities,
}

impl Row<'_> {
    fn to_text(&self) -> String {
        let Self {
            provider,
            place,
            key,
            asked,
            capabilities,
        } = self;
        let most = match capabilities.top_logprobs_limit() {
            _ if capabilities.support(Feature::TopLogprobs) == Support::No => "none".to_owned(),
            Some(most) => most.to_string(),
            None => "not known".to_owned(),
        };
        format!(
            "| {provider} | {place} | {key} | {asked} | {} | {most} | {} | {} | {} |\n",
            support(capabilities, Feature::Logprobs),
            support(capabilities, Feature::StreamLogprobs),
            support(capabilities, Feature::ScoreText),
            without(capabilities),
        )
    }
}

async fn of_service(server: &Server, service: &Service) -> String {
    let model = service.chat_model_at("m", server.url()).unwrap();
    let place = service.base_url.split_once("://").unwrap().1;
    let row = Row {
        provider: &format!("`{}`", service.provider),
        place,
        key: match service.key_is_optional {
            true => format!("`{}`, not needed", service.key_variable),
            false => format!("`{}`", service.key_variable),
        },
        asked: asked(server, &*model).await,
        capabilities: service.capabilities,
    };
    row.to_text()
}

/// OpenAI by both of its interfaces, and Azure by the first, which has the same.
async fn of_openai(server: &Server) -> String {
    let builder = || ChatOpenAi::builder("m").base_url(server.url());
    let chat = builder().options(Api::ChatCompletions).build().unwrap();
    let responses = builder().options(Api::Responses).build().unwrap();
    let azure = |api: Api| {
        let builder = ChatAzureOpenAi::builder("m").base_url(server.url());
        builder.api_key("secret").options(api).build().unwrap()
    };
    let capabilities = |model: &dyn ChatModel| model.profile().capabilities;
    assert_eq!(
        capabilities(&azure(Api::Responses)),
        capabilities(&responses)
    );
    let azure = azure(Api::ChatCompletions);
    let rows = [
        Row {
            provider: "`openai`",
            place: "api.openai.com/v1",
            key: "`OPENAI_API_KEY`".to_owned(),
            asked: asked(server, &chat).await,
            capabilities: capabilities(&chat),
        },
        Row {
            provider: "`openai`, Responses API",
            place: "the same",
            key: "the same".to_owned(),
            asked: asked(server, &responses).await,
            capabilities: capabilities(&responses),
        },
        Row {
            provider: "`azure`, both as `openai`",
            place: "an endpoint of yours",
            key: "`AZURE_OPENAI_API_KEY`".to_owned(),
            asked: asked(server, &azure).await,
            capabilities: capabilities(&azure),
        },
    ];
    rows.iter().map(Row::to_text).collect()
}

async fn table() -> String {
    let server = Server::start().await.unwrap();
    let mut table = "| provider | where, unless told | key | asked for by | given | most alternatives | streamed | of a given text | has no |\n\
        |---|---|---|---|---|---|---|---|---|\n"
        .to_owned();
    table.push_str(&of_openai(&server).await);
    for service in services() {
        table.push_str(&of_service(&server, &service).await);
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
    let services = services();
    let dialects = services.iter().map(|service| service.provider);
    for provider in dialects.chain(["openai", "azure"]) {
        let start = format!("| `{provider}` |");
        let rows = behind.lines().filter(|line| line.starts_with(&start));
        assert_eq!(rows.count(), 1, "{provider}");
    }
}
