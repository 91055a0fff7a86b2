//! Every recorded answer of the Responses API, against what its events say, read with plain `serde_json`.

use serde_json::Value;
use surprisal::http::HttpClient;
use surprisal::openai::{Api, ChatOpenAi, OpenAiOptions};
use surprisal::{
    AiMessage, CallOptions, ContentBlock, ErrorKind, FinishReason, Messages, Policy, Result,
    RetryPolicy, TokenLogprob,
};
use surprisal_testing::server::{Reply, Server};
use surprisal_tests::recordings::{self, Recording};

use crate::player::{ask, reply};

/// The recordings with this status; `None`, with a line printed, where there are none.
fn responses(is_answer: bool) -> Option<Vec<Recording>> {
    let mut all = recordings::load().unwrap()?;
    all.retain(|one| one.is_responses() && (one.status == 200) == is_answer);
    Some(all)
}

async fn play(answer: Reply, stream: bool, options: CallOptions) -> Result<AiMessage> {
    let server = Server::start().await.unwrap();
    server.reply(answer);
    let client = HttpClient::builder().retry(RetryPolicy::none());
    let model = ChatOpenAi::builder("m")
        .base_url(format!("{}/v1", server.url()))
        .client(client.build().unwrap())
        .options(Api::Responses);
    ask(&model.build().unwrap(), options, stream).await
}

/// What a recording says.
#[derive(Debug, Default)]
struct Said {
    text: String,
    refusal: String,
    reasoning: String,
    /// The entries of the deltas; of a body, those of its parts.
    tokens: Vec<Value>,
    /// The last response.
    response: Value,
}

fn said(recording: &Recording) -> Said {
    let body = String::from_utf8_lossy(&recording.body);
    let mut said = Said::default();
    if !recording.stream {
        said.response = serde_json::from_str(&body).unwrap();
        for part in parts(&said.response) {
            said.text.push_str(part["text"].as_str().unwrap());
            said.tokens.extend(list(&part["logprobs"]).iter().cloned());
        }
        return said;
    }
    let events = body.lines().filter_map(|line| line.strip_prefix("data:"));
    for event in events.filter(|event| event.trim() != "[DONE]") {
        let mut event: Value = serde_json::from_str(event).unwrap();
        let delta = event["delta"].as_str().unwrap_or_default();
        match event["type"].as_str().unwrap() {
            "response.output_text.delta" => {
                said.text.push_str(delta);
                said.tokens.extend(list(&event["logprobs"]).iter().cloned());
            }
            "response.refusal.delta" => said.refusal.push_str(delta),
            "response.reasoning_text.delta" => said.reasoning.push_str(delta),
            "response.completed" => said.response = event["response"].take(),
            _ => {}
        }
    }
    said
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

/// The parts of the messages of a response.
fn parts(response: &Value) -> impl Iterator<Item = &Value> {
    let items = list(&response["output"]).iter();
    items
        .filter(|item| item["type"] == "message")
        .flat_map(|item| list(&item["content"]))
}

fn assert_tokens(name: &str, found: &[TokenLogprob], expected: &[Value]) {
    assert_eq!(found.len(), expected.len(), "{name}");
    for (found, expected) in found.iter().zip(expected) {
        assert_eq!(found.token(), expected["token"].as_str(), "{name}");
        let logprob = expected["logprob"].as_f64().map(f64::to_bits);
        assert_eq!(found.logprob().map(f64::to_bits), logprob, "{name}");
        let bytes: Vec<u8> = serde_json::from_value(expected["bytes"].clone()).unwrap();
        assert_eq!(found.bytes(), Some(&*bytes), "{name}");
        assert_eq!(found.top_logprobs(), Some(&[][..]), "{name}");
    }
}

#[tokio::test]
async fn every_recorded_answer_is_read_without_loss() {
    let Some(recordings) = responses(true) else {
        return;
    };
    let (mut answers, mut tokens, mut calls) = (0, 0, 0);
    for recording in &recordings {
        let name = &recording.name;
        let said = said(recording);
        if said.response.is_null() {
            assert_eq!(name, "openai/vercel-ai/responses/openai-error.1.chunks");
            continue;
        }
        let options = CallOptions::new();
        let answer = play(reply(recording), recording.stream, options.clone()).await;
        let answer = answer.unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(answer.text(), said.text, "{name}");
        assert_eq!(answer.refusal(), said.refusal, "{name}");
        assert_eq!(answer.reasoning(), said.reasoning, "{name}");
        assert_tokens(name, answer.logprobs().content(), &said.tokens);

        let expected: Vec<&Value> = list(&said.response["output"])
            .iter()
            .filter(|item| item["type"] == "function_call")
            .collect();
        assert_eq!(answer.tool_calls().len(), expected.len(), "{name}");
        for (found, expected) in answer.tool_calls().iter().zip(&expected) {
            assert_eq!(found.id, expected["call_id"], "{name}");
            assert_eq!(found.name, expected["name"], "{name}");
            let arguments: Value =
                serde_json::from_str(expected["arguments"].as_str().unwrap()).unwrap();
            assert_eq!(Value::from(found.arguments.clone()), arguments, "{name}");
        }
        let reason = match expected.is_empty() {
            true => FinishReason::Stop,
            false => FinishReason::ToolCalls,
        };
        assert_eq!(answer.finish_reason(), Some(&reason), "{name}");
        let metadata = answer.response_metadata();
        assert_eq!(metadata.id.as_deref(), said.response["id"].as_str());
        assert_eq!(metadata.model.as_deref(), said.response["model"].as_str());
        let usage = |path| said.response.pointer(path).and_then(Value::as_u64);
        assert_eq!(answer.usage().input_tokens, usage("/usage/input_tokens"));
        assert_eq!(answer.usage().output_tokens, usage("/usage/output_tokens"));
        let cached = usage("/usage/input_tokens_details/cached_tokens");
        assert_eq!(answer.usage().cached_tokens, cached, "{name}");

        // The response that the stream ends with is the same, read as a body.
        let whole = Reply::json(200, said.response.to_string());
        let whole = play(whole, false, options).await.unwrap();
        assert_eq!(whole.content(), answer.content(), "{name}");
        assert_eq!(whole.tool_calls(), answer.tool_calls(), "{name}");
        assert_eq!(whole.usage(), answer.usage(), "{name}");
        assert_eq!(
            whole.logprobs().content().len(),
            answer.logprobs().content().len(),
            "{name}"
        );
        answers += 1;
        tokens += said.tokens.len();
        calls += expected.len();
    }
    println!("{answers} answers, {tokens} tokens, {calls} calls");
    // The numbers are those of the recordings, so that none is left out.
    assert_eq!((answers, tokens, calls), (10, 35, 2));
}

#[tokio::test]
async fn what_was_carried_goes_back_as_it_came() {
    let Some(recordings) = responses(true) else {
        return;
    };
    let called = recordings
        .iter()
        .find(|one| one.name.ends_with("lmstudio-tool-call.1.chunks"));
    let recording = called.unwrap();
    let answer = play(reply(recording), true, CallOptions::new()).await;
    let input = Messages::from_iter([answer.unwrap().into()]);
    let server = Server::start().await.unwrap();
    server.reply(Reply::json(200, "{}"));
    let model = ChatOpenAi::builder("m").base_url(format!("{}/v1", server.url()));
    let options = OpenAiOptions::new().include(["reasoning.encrypted_content"]);
    let model = model.options(options).build().unwrap();
    surprisal::Runnable::invoke_opts(&model, input, CallOptions::new())
        .await
        .unwrap_err();
    let sent = server.requests()[0].json().unwrap()["input"].take();
    let output = &said(recording).response["output"];
    assert_eq!(sent[0], output[0]);
    assert_eq!(sent[1]["id"], output[1]["id"]);
    assert_eq!(
        sent[1]["content"][0]["text"],
        output[1]["content"][0]["text"]
    );
    for key in ["type", "id", "call_id", "name", "arguments"] {
        assert_eq!(sent[2][key], output[2][key]);
    }
}

#[tokio::test]
async fn every_recorded_error_is_read() {
    let Some(refused) = responses(false) else {
        return;
    };
    let mut kinds = Vec::new();
    for recording in &refused {
        let error = play(reply(recording), false, CallOptions::new()).await;
        let error = error.unwrap_err();
        assert_eq!(error.status(), Some(recording.status), "{}", recording.name);
        kinds.push(error.kind());
    }
    kinds.sort_by_key(|kind| format!("{kind:?}"));
    use ErrorKind::{Authentication, InvalidInput, NotFound};
    assert_eq!(
        kinds,
        [
            Authentication,
            InvalidInput,
            InvalidInput,
            NotFound,
            NotFound
        ]
    );

    let mut answered = responses(true).unwrap();
    answered.retain(|one| one.name.contains("openai-error"));
    let error = play(reply(&answered[0]), true, CallOptions::new()).await;
    let error = error.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::QuotaExhausted);
    assert!(
        error
            .message()
            .starts_with("You exceeded your current quota")
    );
}

#[tokio::test]
async fn llama_cpp_gives_none_where_some_are_asked_for() {
    let Some(mut recordings) = responses(true) else {
        return;
    };
    recordings.retain(|one| one.name.starts_with("llama-captures/responses_logprobs"));
    assert_eq!(recordings.len(), 2);
    for recording in &recordings {
        let asked = CallOptions::new().logprobs(true);
        let error = play(reply(recording), recording.stream, asked.clone()).await;
        assert_eq!(error.unwrap_err().kind(), ErrorKind::LogprobsMissing);
        let warned = asked.on_logprobs_missing(Policy::Warn);
        let answer = play(reply(recording), recording.stream, warned).await;
        let answer = answer.unwrap();
        assert_eq!(answer.content().blocks().len(), 1);
        assert!(matches!(
            answer.content().blocks()[0],
            ContentBlock::Text { .. }
        ));
    }
}
