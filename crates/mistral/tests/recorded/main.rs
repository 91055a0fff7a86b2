//! What Mistral answered, as rig has recorded it: refusals of log probabilities.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "clippy excepts test functions, not their helpers"
)]

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use serde_json::Value;
use surprisal_core::{
    AiMessage, AiMessageChunk, CallOptions, Error, ErrorKind, Policy, Result, RetryPolicy,
    Runnable as _,
};
use surprisal_http::HttpClient;
use surprisal_mistral::ChatMistral;
use surprisal_testing::server::{Reply, Server};

/// The folder, or `None`, with a line printed.
fn folder() -> Option<PathBuf> {
    let shared = env::var_os("SURPRISAL_RECORDINGS").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        PathBuf::from,
    );
    let folder = shared.join("recordings/mistral/rig/logprobs_rejection_matrix");
    if folder.is_dir() {
        return Some(folder);
    }
    let line =
        "skipped: no recordings; set SURPRISAL_RECORDINGS to the folder that holds recordings/\n";
    io::stderr().write_all(line.as_bytes()).unwrap();
    None
}

/// The bodies of the request and of the answer, which are one line of YAML each.
fn bodies(path: &Path) -> [String; 2] {
    let text = fs::read_to_string(path).unwrap();
    let lines = text
        .lines()
        .filter_map(|line| line.strip_prefix("  body: '"));
    let bodies = lines.map(|line| line.strip_suffix('\'').unwrap().replace("''", "'"));
    bodies.collect::<Vec<String>>().try_into().unwrap()
}

fn model(server: &Server) -> ChatMistral {
    let client = HttpClient::builder().retry(RetryPolicy::none());
    ChatMistral::builder("ministral-3b-latest")
        .api_key("key")
        .base_url(format!("{}/v1", server.url()))
        .client(client.build().unwrap())
        .build()
        .unwrap()
}

fn asked() -> CallOptions {
    CallOptions::new()
        .logprobs(true)
        .top_logprobs(2)
        .max_tokens(8)
}

async fn ask(model: &ChatMistral, options: CallOptions, stream: bool) -> Result<AiMessage> {
    let input = "Reply with exactly: cobalt".into();
    if !stream {
        return model.invoke_opts(input, options).await;
    }
    let stream = model.stream_opts(input, options).await?;
    AiMessageChunk::collect(stream).await
}

fn refusal(body: &str) -> Reply {
    Reply::json(400, body.to_owned()).header("mistral-correlation-id", "req_REDACTED_1")
}

fn check(error: &Error) {
    assert_eq!(error.kind(), ErrorKind::Unsupported);
    assert_eq!(error.option(), Some("logprobs"));
    assert_eq!((error.status(), error.code()), (Some(400), Some("3051")));
    assert_eq!(error.provider(), Some("mistral"));
    assert_eq!(error.request_id(), Some("req_REDACTED_1"));
    assert!(
        error
            .message()
            .starts_with("Logprobs are not enabled for this model; leave logprobs out")
    );
}

#[tokio::test]
async fn a_refusal_of_log_probabilities_names_the_option_and_the_call_goes_through_without_them() {
    let Some(folder) = folder() else { return };
    let mut count = 0;
    for file in fs::read_dir(folder).unwrap() {
        let [request, answer] = bodies(&file.unwrap().path());
        let request: Value = serde_json::from_str(&request).unwrap();
        let stream = request["stream"] == true;
        let server = Server::start().await.unwrap();
        let model = model(&server);

        server.reply(refusal(&answer));
        let error = ask(&model, asked(), stream).await.unwrap_err();
        check(&error);
        let sent: Value = server.next_request().await.unwrap().json().unwrap();
        assert_eq!(sent, request, "the request is the one that was recorded");

        server.reply(refusal(&answer));
        // The rest is made up: what the service answers where it is not asked for them.
        let choice = if stream { "delta" } else { "message" };
        let whole = format!(
            r#"{{"choices":[{{"index":0,"{choice}":{{"content":"cobalt"}},"finish_reason":"stop"}}]}}"#
        );
        server.reply(match stream {
            true => Reply::sse(format!("data: {whole}\n\ndata: [DONE]\n\n")),
            false => Reply::json(200, whole),
        });
        let options = asked().on_unsupported(Policy::Warn);
        let said = ask(&model, options, stream).await.unwrap();
        assert_eq!(said.text(), "cobalt");
        let warnings = &said.response_metadata().warnings;
        let warned: Vec<_> = warnings.iter().map(|one| &*one.option).collect();
        assert_eq!(warned, ["logprobs"]);
        count += 1;
    }
    assert_eq!(count, 2);
}
