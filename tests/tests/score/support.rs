//! A model before a server that plays completions.

use serde_json::{Value, json};
use surprisal::http::HttpChatModelBuilder;
use surprisal::openai_compat::{ChatCompletions, ChatProtocol, Generic, Scoring};
use surprisal::{Error, HasLogprobs, Result, ScoreText, Scored, TokenLogprob};
use surprisal_testing::server::{Reply, Server};

/// No output may hold it.
pub(crate) const KEY: &str = "sk-secret-77ab01";

pub(crate) fn builder(server: &Server) -> HttpChatModelBuilder<ChatProtocol<Generic>> {
    ChatCompletions::<Generic>::builder("davinci-002")
        .api_key(KEY)
        .base_url(format!("{}/v1", server.url()))
}

/// A server that gives these answers in turn.
pub(crate) async fn serves(answers: impl IntoIterator<Item = Value>) -> Server {
    let server = Server::start().await.unwrap();
    for answer in answers {
        server.reply(Reply::json(200, answer.to_string()));
    }
    server
}

/// What becomes of this answer to a request to score by `echo`.
pub(crate) async fn echo(answer: Value, prompt: &str, text: &str, top: u32) -> Result<Scored> {
    let server = serves([answer]).await;
    let model = builder(&server).build().unwrap();
    model.score_text(prompt, text, top).await
}

/// What becomes of this answer to a request to score by `prompt_logprobs`.
pub(crate) async fn vllm(answer: Value, prompt: &str, text: &str, top: u32) -> Result<Scored> {
    let server = serves([answer]).await;
    let model = builder(&server).protocol(|chat| chat.scoring = Scoring::PromptLogprobs);
    model.build().unwrap().score_text(prompt, text, top).await
}

/// Tokens with their log probabilities: −1 for the second, −2 for the third and so on, and null for the first.
/// The last is what the model wrote itself.
pub(crate) fn echoed(tokens: &[&str]) -> Value {
    let number = |index: usize| match index {
        0 => Value::Null,
        index => json!(-(index as f64)),
    };
    let top = |index: usize, token: &str| match index {
        0 => Value::Null,
        index => json!({token: -(index as f64), "other": -0.5}),
    };
    let each = || tokens.iter().enumerate();
    json!({
        "id": "cmpl-1",
        "object": "text_completion",
        "created": 1_760_000_000,
        "model": "davinci-002",
        "choices": [{
            "index": 0,
            "text": tokens.concat(),
            "logprobs": {
                "tokens": tokens,
                "token_logprobs": each().map(|(index, _)| number(index)).collect::<Vec<_>>(),
                "top_logprobs": each().map(|(index, token)| top(index, token)).collect::<Vec<_>>(),
                "text_offset": each().map(|(index, _)| tokens[..index].concat().chars().count()).collect::<Vec<_>>(),
            },
            "finish_reason": "length",
        }],
        "usage": {
            "prompt_tokens": tokens.len() - 1,
            "completion_tokens": 1,
            "total_tokens": tokens.len(),
        },
    })
}

/// The prompt as vLLM tells it: each token under its id, of the first nothing. The ids are 100, 101 and so on, and
/// the log probabilities as with [`echoed`].
pub(crate) fn prompt_logprobs(tokens: &[&str]) -> Value {
    let position = |(index, token): (usize, &&str)| match index {
        0 => Value::Null,
        index => json!({
            (100 + index).to_string(): {"logprob": -(index as f64), "rank": 2, "decoded_token": token},
            "7": {"logprob": -0.5, "rank": 1, "decoded_token": " other"},
        }),
    };
    let positions: Vec<Value> = tokens.iter().enumerate().map(position).collect();
    json!({
        "id": "cmpl-1",
        "object": "text_completion",
        "created": 1_760_000_000,
        "model": "qwen3",
        "choices": [{
            "index": 0,
            "text": "!",
            "logprobs": null,
            "finish_reason": "length",
            "stop_reason": null,
            "token_ids": [0],
            "prompt_logprobs": positions,
            "prompt_token_ids": (100..100 + tokens.len()).collect::<Vec<_>>(),
        }],
        "usage": {
            "prompt_tokens": tokens.len(),
            "completion_tokens": 1,
            "total_tokens": tokens.len() + 1,
        },
    })
}

pub(crate) fn texts(scored: &Scored) -> Vec<Option<&str>> {
    scored.tokens().iter().map(TokenLogprob::token).collect()
}

pub(crate) fn numbers(scored: &Scored) -> Vec<Option<f64>> {
    scored.tokens().iter().map(TokenLogprob::logprob).collect()
}

/// Asserts that no output of an error has the key.
#[track_caller]
pub(crate) fn assert_keeps_the_key(error: &Error) {
    let shown = format!("{error} {error:?} {:?} {:?}", error.headers(), error.body());
    assert!(!shown.contains(KEY), "{shown}");
}
