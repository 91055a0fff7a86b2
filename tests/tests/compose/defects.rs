//! What goes wrong in LangChain, each in a test that its behaviour would fail. The numbers are those of the ten
//! facts in the research on LangChain from which this library was designed.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures::TryStreamExt as _;
use serde::Deserialize;
use serde_json::json;
use surprisal::openai::{Api, ChatOpenAi};
use surprisal::schema::{JsonSchema, StructuredExt as _};
use surprisal::telemetry::TelemetryExt as _;
use surprisal::{
    AiMessage, AiMessageChunk, BaseMessage as _, CallEvent, CallOptions, Channel, ChoiceChunk,
    FinishReason, HasLogprobs as _, Logprobs, Messages, ResponseMetadata, RetryPolicy, Role,
    RunnableExt as _, TokenLogprob, ToolDefinition,
};
use surprisal_testing::server::{Reply, Server};

use crate::probe::Probe;

fn logprobs() -> CallOptions {
    CallOptions::new().logprobs(true).top_logprobs(2)
}

/// Fact 1: LangChain reads a pair as two user messages, the first of them "human".
#[test]
fn a_pair_is_one_message_with_a_role() {
    let messages = Messages::try_from(("human", "how are you today")).unwrap();
    assert_eq!(messages.len(), 1);
    assert_eq!(messages[0].role(), Role::Human);
    assert_eq!(messages[0].text(), "how are you today");
}

/// Fact 2: with its newest events, or a handler attached to an invoke, one token of a thousand is left.
#[tokio::test]
async fn whoever_watches_costs_no_log_probability() {
    let text = "x".repeat(1000);
    let seen = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&seen);
    let watched = Probe::default().inspect(move |_, event| {
        if let CallEvent::Chunk(chunk) = event {
            count.fetch_add(chunk.logprobs().content().len(), Ordering::Relaxed);
        }
    });
    let model = watched.with_telemetry().bind(logprobs());
    let answer = model.invoke(&text).await.unwrap();
    assert_eq!(answer.logprobs().content().len(), 1000);

    let chunks = model.stream(&text).await.unwrap();
    let whole = AiMessageChunk::collect(chunks).await.unwrap();
    assert_eq!(whole.logprobs().content().len(), 1000);
    // The events have them too: each the tokens of its own piece.
    assert_eq!(seen.load(Ordering::Relaxed), 1000);
}

/// Fact 3: over the Responses API LangChain cannot be asked for them, and throws them away where they come.
#[tokio::test]
async fn the_responses_api_gives_log_probabilities() {
    let server = Server::start().await.unwrap();
    let entry =
        json!({"token": "yes", "logprob": -0.25, "bytes": [121, 101, 115], "top_logprobs": []});
    let text =
        json!({"type": "output_text", "text": "yes", "annotations": [], "logprobs": [entry]});
    let item = json!({"type": "message", "id": "msg_1", "role": "assistant", "status": "completed", "content": [text]});
    let body = json!({"id": "resp_1", "object": "response", "status": "completed", "model": "m", "output": [item]});
    server.reply(Reply::json(200, body.to_string()));
    let builder = ChatOpenAi::builder("m").base_url(server.url());
    let model = builder.options(Api::Responses).build().unwrap();
    let answer = model.bind(logprobs()).invoke("sure?").await.unwrap();
    assert_eq!(answer.sum_logprob(), Some(-0.25));
    let sent = server.requests()[0].json().unwrap();
    assert_eq!(sent["include"], json!(["message.output_text.logprobs"]));
}

/// Fact 4: what is bound first is dropped by `bind_tools` and `with_structured_output`.
#[tokio::test]
async fn options_that_are_bound_first_outlive_tools_and_structured_output() {
    let probe = Probe::default();
    let tool = ToolDefinition::new("f", json!({"type": "object"}));
    let model = probe.clone().bind(logprobs()).bind_tools([tool]);
    let answer = model.invoke("hi").await.unwrap();
    assert_eq!(answer.logprobs().content().len(), 2);
    assert_eq!(probe.calls()[0].options.tools.as_ref().unwrap().len(), 1);

    let model = probe.clone().bind(logprobs());
    let structured = model.with_structured_output::<Verdict>();
    structured.invoke(r#"{"sure":true}"#).await.unwrap();
    assert_eq!(probe.calls()[1].options.top_logprobs, Some(2));
}

#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(crate = "surprisal::schema::schemars")]
struct Verdict {
    sure: bool,
}

/// Fact 5: structured output gives the value and throws the message away, and with it the log probabilities.
#[tokio::test]
async fn a_structured_answer_keeps_its_message() {
    let text = r#"{"sure":true}"#;
    let model = Probe::default().bind(logprobs());
    let answer = model.with_structured_output::<Verdict>();
    let answer = answer.invoke(text).await.unwrap();
    assert!(answer.value.sure);
    assert_eq!(answer.message.logprobs().content().len(), text.len());
}

fn chunk(index: u32, text: &str, logprob: f64) -> AiMessageChunk {
    let tokens = vec![TokenLogprob::new(text, logprob)];
    let piece = ChoiceChunk::new(index, text)
        .with_logprobs(Logprobs::new(Channel::Content, tokens))
        .with_finish_reason(FinishReason::Stop);
    let mut metadata = ResponseMetadata::default();
    metadata.model = Some("gpt-4o-mini".to_owned());
    metadata.service_tier = Some("default".to_owned());
    AiMessageChunk::default()
        .with_choice(piece)
        .with_response_metadata(metadata)
}

/// Fact 6: the texts and the log probabilities of several choices are mixed in a stream.
#[test]
fn choices_of_a_stream_are_kept_apart() {
    let chunks = [
        chunk(0, "Hi", -1.0),
        chunk(1, "Yo", -2.0),
        chunk(0, " there", -3.0),
    ];
    let message = AiMessage::from(AiMessageChunk::from_iter(chunks));
    let choices: Vec<_> = message.choices().collect();
    assert_eq!(choices[0].text(), "Hi there");
    assert_eq!(choices[1].text(), "Yo");
    assert_eq!(choices[0].sum_logprob(), Some(-4.0));
    assert_eq!(choices[1].sum_logprob(), Some(-2.0));
}

/// Fact 7: `stopstop`, and the model's name twice.
#[test]
fn what_two_chunks_say_both_is_said_once() {
    let message = AiMessage::from(chunk(0, "a", -1.0) + chunk(0, "b", -1.0));
    assert_eq!(message.finish_reason(), Some(&FinishReason::Stop));
    let metadata = message.response_metadata();
    assert_eq!(metadata.model.as_deref(), Some("gpt-4o-mini"));
    assert_eq!(metadata.service_tier.as_deref(), Some("default"));
}

/// Fact 8: `with_retry().batch()` gives the answers A, B, B for a, b (which fails once) and c (which always fails).
#[tokio::test(start_paused = true)]
async fn a_retried_batch_never_gives_the_answer_of_another_input() {
    let model = Probe::default().with_retry(RetryPolicy::default());
    let results = model.batch(["a", "flaky b", "fail c"]).await;
    let texts: Vec<Result<String, &str>> = results
        .iter()
        .map(|result| match result {
            Ok(answer) => Ok(answer.text().into_owned()),
            Err(error) => Err(error.message()),
        })
        .collect();
    let [a, b] = ["a", "flaky b"].map(|text| Ok(text.to_owned()));
    assert_eq!(texts, [a, b, Err("fail c is refused")]);
}

/// Fact 9: merging copies all that was merged before, once a chunk; and a stream keeps every chunk. Here what has come
/// is moved only where the list grows, which doubles it. That a stream keeps nothing is seen by `tests/memory.rs`.
#[tokio::test]
async fn adding_a_chunk_copies_nothing_that_came_before() {
    let text = "x".repeat(10_000);
    let model = Probe::default().bind(logprobs());
    let mut chunks = model.stream(&text).await.unwrap();
    let mut whole = AiMessageChunk::default();
    let (mut place, mut moves) = (std::ptr::null(), 0);
    while let Some(chunk) = chunks.try_next().await.unwrap() {
        whole += chunk;
        let now = whole.logprobs().content().as_ptr();
        moves += usize::from(now != place);
        place = now;
    }
    assert_eq!(whole.logprobs().content().len(), 10_000);
    assert!(moves <= 20, "moved {moves} times");
}

/// Fact 10: there is no type for log probabilities, no measure of them, and no test.
#[tokio::test]
async fn log_probabilities_are_typed_and_measured() {
    let answer = Probe::default()
        .bind(logprobs())
        .invoke("ab")
        .await
        .unwrap();
    let tokens: &[TokenLogprob] = answer.logprobs().content();
    assert_eq!(tokens[1].logprob(), Some(-1.5));
    assert_eq!(tokens[1].top_logprobs().map(<[_]>::len), Some(2));
    assert_eq!(answer.perplexity(), Some(1.0_f64.exp()));
    assert_eq!(answer.alignment().unwrap().byte_range(1), Some(1..2));
}
