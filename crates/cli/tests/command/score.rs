use serde_json::{Value, json};
use surprisal_testing::server::{Reply, Server};

use crate::support::{Ran, at, run, surprisal};

/// Scores " blue" behind "The sky is" with a server that answers with these tokens, of which the last is its own.
async fn scored(tokens: Value, logprobs: Value, more: &[&str]) -> (Server, Ran) {
    let server = Server::start().await.unwrap();
    let count = tokens.as_array().map_or(0, Vec::len);
    let body = json!({
        "choices": [{"index": 0, "text": "", "finish_reason": "length",
            "logprobs": {"tokens": tokens, "token_logprobs": logprobs, "top_logprobs": null}}],
        "usage": {"prompt_tokens": count - 1, "completion_tokens": 1},
    });
    server.reply(Reply::json(200, body.to_string()));
    let args = ["score", "--prompt", "The sky is", "--continuation", " blue"];
    let ran = run(at(server.url(), &[&args, more].concat()));
    (server, ran)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_echoes_scores_a_text() {
    let (tokens, logprobs) = (
        json!(["The", " sky is", " blue", "."]),
        json!([null, -1, -0.5, -2]),
    );
    let (server, ran) = scored(tokens, logprobs, &["--json"]).await;
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let likelihood: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(likelihood["logprob"], -0.5);
    assert_eq!(
        (&likelihood["tokens"], &likelihood["scored_bytes"]),
        (&json!(1), &json!(5))
    );
    assert_eq!(server.requests()[0].path(), "/v1/completions");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_is_left_out_says_why() {
    let tokens = json!(["The", " sky is", " bl", "ue", "."]);
    let (_server, ran) = scored(tokens, json!([null, -1, -9999.0, -0.5, -2]), &[]).await;
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(
        ran.out.starts_with("log probability  -0.5000 nats\n"),
        "{}",
        ran.out
    );
    let note = "1 of 2 tokens is less likely than the service says in numbers, and left out: the text is less \
                likely than the figures";
    assert!(ran.err.contains(note), "{}", ran.err);
    assert!(!ran.err.contains("nothing comes before it"), "{}", ran.err);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_does_not_echo_says_what_would() {
    let (_server, ran) = scored(json!([" blue"]), json!([-0.5]), &[]).await;
    assert_eq!((ran.code, ran.out.as_str()), (Some(5), ""), "{}", ran.err);
    assert!(
        ran.err.contains("the service does not echo the prompt"),
        "{}",
        ran.err
    );
    assert!(ran.err.contains("a model in this process"), "{}", ran.err);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_is_asked_in_its_own_way() {
    let server = Server::start().await.unwrap();
    // Built from vLLM's schema.
    let position = |id: u32, text: &str, logprob: f64| json!({id.to_string(): {"logprob": logprob, "rank": 1, "decoded_token": text}});
    let prompt = json!([
        null,
        position(2, " sky is", -1.0),
        position(3, " blue", -0.5)
    ]);
    let body = json!({
        "choices": [{"index": 0, "text": ".", "finish_reason": "length", "prompt_logprobs": prompt,
            "prompt_token_ids": [1, 2, 3]}],
        "usage": {"prompt_tokens": 3, "completion_tokens": 1},
    });
    server.reply(Reply::json(200, body.to_string()));
    let mut command = surprisal(&[
        "score",
        "--model",
        "vllm:qwen",
        "--prompt",
        "The sky is",
        "--continuation",
        " blue",
        "--json",
    ]);
    command.env("VLLM_BASE_URL", format!("{}/v1", server.url()));
    let ran = run(command);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let likelihood: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(likelihood["logprob"], -0.5);
    assert_eq!(server.requests()[0].json().unwrap()["prompt_logprobs"], 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_cannot_is_not_asked() {
    let args = ["score", "--model", "llama.cpp:m", "--continuation", "x"];
    let ran = run(surprisal(&args));
    assert_eq!((ran.code, ran.out.as_str()), (Some(5), ""), "{}", ran.err);
    let message = "llama.cpp gives no log probabilities of given texts";
    assert!(ran.err.contains(message), "{}", ran.err);
}
