//! A conversation that was recorded is the same when it is replayed, to the last log probability.

#![allow(
    clippy::unwrap_used,
    reason = "clippy excepts test functions, not their helpers"
)]

use std::fs;
use std::path::Path;

use futures::TryStreamExt as _;
use surprisal_core::{
    AiMessage, AiMessageChunk, CallOptions, ErrorKind, RetryPolicy, RunnableExt as _,
};
use surprisal_http::{HttpClient, ReqwestTransport, Transport};
use surprisal_openai::ChatOpenAi;
use surprisal_testing::replay::{Matching, Recorder, Replay};
use surprisal_testing::server::{Reply, Server};

const KEY: &str = "sk-proj-4fd2c81b";

/// As the service formats it, with a number that no two programs write alike.
const WHOLE: &str = r#"{
  "id": "chatcmpl-1",
  "model": "gpt-4o-mini-2024-07-18",
  "choices": [
    {
      "index": 0,
      "message": {"role": "assistant", "content": "Grüße", "refusal": null},
      "logprobs": {
        "content": [
          {"token": "Gr", "logprob": -0.0, "bytes": [71, 114], "top_logprobs": [
            {"token": "Gr", "logprob": -1.5e-07, "bytes": [71, 114]},
            {"token": "Hi", "logprob": -15.625000149999998, "bytes": [72, 105]}
          ]},
          {"token": "üße", "logprob": -0.1000000000000000055, "bytes": [195, 188, 195, 159, 101], "top_logprobs": []}
        ],
        "refusal": null
      },
      "finish_reason": "stop"
    }
  ],
  "usage": {"prompt_tokens": 8, "completion_tokens": 2, "total_tokens": 10}
}
"#;

/// Two tokens, of which one character lies across the cuts, and the usage.
const STREAMED: &str = concat!(
    r#"data: {"id":"chatcmpl-2","model":"gpt-4o-mini","choices":[{"index":0,"delta":{"role":"assistant","content":""},"logprobs":null,"finish_reason":null}]}"#,
    "\n\n",
    r#"data: {"id":"chatcmpl-2","model":"gpt-4o-mini","choices":[{"index":0,"delta":{"content":"🦀"},"logprobs":{"content":[{"token":"🦀","logprob":-0.6931471805599453,"bytes":[240,159,166,128],"top_logprobs":[{"token":"🦀","logprob":-0.6931471805599453,"bytes":[240,159,166,128]}]}],"refusal":null},"finish_reason":null}]}"#,
    "\n\n",
    r#"data: {"id":"chatcmpl-2","model":"gpt-4o-mini","choices":[{"index":0,"delta":{"content":"!"},"logprobs":{"content":[{"token":"!","logprob":-9999.0,"bytes":[33],"top_logprobs":[]}],"refusal":null},"finish_reason":null}]}"#,
    "\n\n",
    r#"data: {"id":"chatcmpl-2","model":"gpt-4o-mini","choices":[{"index":0,"delta":{},"logprobs":null,"finish_reason":"stop"}]}"#,
    "\n\n",
    r#"data: {"id":"chatcmpl-2","model":"gpt-4o-mini","choices":[],"usage":{"prompt_tokens":8,"completion_tokens":2,"total_tokens":10}}"#,
    "\n\ndata: [DONE]\n\n",
);

fn model(url: &str, transport: impl Transport + 'static, key: &str) -> ChatOpenAi {
    let client = HttpClient::builder()
        .transport(transport)
        .retry(RetryPolicy::none());
    ChatOpenAi::builder("gpt-4o-mini")
        .api_key(key)
        .base_url(url)
        .client(client.build().unwrap())
        .build()
        .unwrap()
}

/// What an application sees of three calls: an answer, the chunks of one, and an error.
async fn converse(model: &ChatOpenAi) -> (AiMessage, Vec<AiMessageChunk>, String) {
    let options = CallOptions::new().logprobs(true).top_logprobs(2);
    let model = model.clone().bind(options);
    let whole = model.invoke("Greet me.").await.unwrap();
    let chunks = model.stream("A crab!").await.unwrap();
    let chunks = chunks.try_collect().await.unwrap();
    let error = model.invoke("More.").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Authentication);
    (
        whole,
        chunks,
        format!("{error} {:?} {:?}", error.request_id(), error.body()),
    )
}

async fn record(path: &Path) -> (AiMessage, Vec<AiMessageChunk>, String) {
    let server = Server::start().await.unwrap();
    server.reply(
        Reply::json(200, WHOLE)
            .split_every(100)
            .header("openai-organization", "org-12345"),
    );
    server.reply(Reply::sse(STREAMED).split_every(41));
    let refused = format!(
        r#"{{"error":{{"message":"Incorrect API key provided: {KEY}","code":"invalid_api_key"}}}}"#
    );
    server.reply(Reply::json(401, refused).header("x-request-id", "req_1"));
    let transport = ReqwestTransport::builder().build().unwrap();
    let recorder = Recorder::new(transport, path).unwrap();
    converse(&model(server.url(), recorder, KEY)).await
}

#[tokio::test]
async fn a_conversation_is_replayed_to_the_last_log_probability() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("greeting.jsonl");
    let recorded = record(&path).await;
    assert_eq!(recorded.0.logprobs().content().len(), 2);
    assert_eq!(
        recorded.0.logprobs().content()[0]
            .top_logprobs()
            .unwrap()
            .len(),
        2
    );
    let sum: AiMessageChunk = recorded.1.iter().cloned().sum();
    assert_eq!(AiMessage::from(sum).logprobs().content().len(), 2);

    // The server is gone, and the key another.
    for matching in [
        Matching::strict(),
        Matching::loose(),
        Matching::strict().any_order(),
    ] {
        let replay = Replay::open(&path).unwrap().matching(matching);
        let model = model("http://localhost:1", replay.clone(), "none");
        assert_eq!(converse(&model).await, recorded);
        assert!(replay.unused().is_empty());
    }
}

#[tokio::test]
async fn the_recording_has_no_key_and_can_be_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("greeting.jsonl");
    record(&path).await;
    let text = fs::read_to_string(&path).unwrap();
    for secret in [KEY, "4fd2c81b", "org-12345"] {
        assert!(!text.contains(secret), "{text}");
    }
    for line in [
        r#""authorization":"***""#,
        r#"{"json":{"model":"gpt-4o-mini","messages":[{"role":"user","content":"Greet me."}]"#,
        r#"{"end":"complete"}"#,
        r#"{"json":{"error":{"message":"Incorrect API key provided: ***""#,
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
}

#[tokio::test]
async fn another_question_is_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("greeting.jsonl");
    record(&path).await;
    let replay = Replay::open(&path).unwrap();
    let model = model("http://localhost:1", replay, KEY);
    let error = model.invoke("Greet us.").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    let message = error.message();
    assert!(
        message.contains(
            "/messages/0/content: recorded \"Greet me.\", sent \"Greet us.\"; \
             /logprobs: recorded true, sent nothing"
        ),
        "{message}"
    );
}
