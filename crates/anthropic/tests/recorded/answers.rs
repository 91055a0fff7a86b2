use serde_json::{Value, json};
use surprisal_anthropic::{Anthropic, AnthropicDecoder};
use surprisal_core::{
    AiMessage, AiMessageChunk, CallOptions, FinishReason, Message, Messages, Result,
};
use surprisal_http::{Decode as _, Decoded, Frame, Protocol as _, Provider as _};

use super::rebuilt;
use super::recording::{Body, Recording, load};

fn anthropic() -> Anthropic {
    Anthropic::new("claude-test".to_owned())
}

/// What is made of an answer, and the answer in the form of a whole one.
fn read(recording: &Recording) -> (Result<AiMessage>, Value) {
    match &recording.body {
        Body::Whole(body) => {
            let message = anthropic().decode(body, &CallOptions::new());
            (message, serde_json::from_str(body).unwrap())
        }
        Body::Stream(events) => (streamed(events), rebuilt::answer(events)),
    }
}

fn streamed(events: &[String]) -> Result<AiMessage> {
    let mut decoder = AnthropicDecoder::default();
    let mut sum = AiMessageChunk::default();
    for event in events {
        if let Decoded::Chunk(chunk) = decoder.frame(Frame::new(event))? {
            sum += chunk;
        }
    }
    decoder.end()?;
    Ok(sum.into())
}

/// Those that are answers. Two spliced ones are made up, of a server that begins anew.
fn answers() -> impl Iterator<Item = Recording> {
    let is_answer = |one: &Recording| one.status == 200 && !one.name.contains("spliced");
    load().into_iter().filter(is_answer)
}

#[test]
fn every_recorded_answer_is_read_without_loss() {
    let mut count = 0;
    for recording in answers() {
        let name = &recording.name;
        let (message, told) = read(&recording);
        let message = message.unwrap_or_else(|error| panic!("{name}: {error:?}"));
        let blocks = told["content"].as_array().unwrap();
        let join = |kind: &str, key: &str| -> String {
            let blocks = blocks.iter().filter(|block| block["type"] == kind);
            blocks.map(|block| block[key].as_str().unwrap()).collect()
        };
        assert_eq!(message.text(), join("text", "text"), "{name}");
        assert_eq!(message.reasoning(), join("thinking", "thinking"), "{name}");
        check_calls(&message, blocks, name);
        check_usage(&message, &told["usage"], name);
        let reason = match told["stop_reason"].as_str().unwrap() {
            "end_turn" | "stop_sequence" => FinishReason::Stop,
            "max_tokens" => FinishReason::Length,
            "tool_use" => FinishReason::ToolCalls,
            "refusal" => FinishReason::ContentFilter,
            other => panic!("{name}: stopped by {other}"),
        };
        assert_eq!(message.finish_reason(), Some(&reason), "{name}");
        let metadata = message.response_metadata();
        assert_eq!(metadata.id.as_deref(), told["id"].as_str(), "{name}");
        assert_eq!(metadata.model.as_deref(), told["model"].as_str(), "{name}");
        assert_eq!(
            metadata.service_tier.as_deref(),
            told["usage"]["service_tier"].as_str(),
            "{name}"
        );
        if told["stop_details"].is_object() {
            let filter = message.content_filter().unwrap().results();
            let said = filter.values().next().unwrap();
            assert_eq!(
                said["explanation"], told["stop_details"]["explanation"],
                "{name}"
            );
        }
        count += 1;
    }
    println!("{count} answers");
}

fn check_calls(message: &AiMessage, blocks: &[Value], name: &str) {
    let mut calls: Vec<Value> = message
        .tool_calls()
        .iter()
        .map(|call| json!([call.id, call.name, call.arguments]))
        .collect();
    // Cut off by the limit, with the text as far as it came.
    calls.extend(message.invalid_tool_calls().iter().map(|call| {
        json!([
            call.id,
            call.name,
            if call.arguments.is_empty() {
                json!({})
            } else {
                json!(call.arguments)
            }
        ])
    }));
    let told = blocks.iter().filter(|block| block["type"] == "tool_use");
    let told: Vec<Value> = told
        .map(|block| json!([block["id"], block["name"], block["input"]]))
        .collect();
    assert_eq!(calls, told, "{name}");
}

fn check_usage(message: &AiMessage, told: &Value, name: &str) {
    let (usage, told) = (message.usage(), |key: &str| told[key].as_u64());
    let input = [
        "input_tokens",
        "cache_creation_input_tokens",
        "cache_read_input_tokens",
    ];
    let input: u64 = input.into_iter().filter_map(told).sum();
    assert_eq!(usage.input_tokens, Some(input), "{name}");
    assert_eq!(usage.output_tokens, told("output_tokens"), "{name}");
    assert_eq!(
        usage.cached_tokens,
        told("cache_read_input_tokens"),
        "{name}"
    );
}

#[test]
fn every_recorded_answer_goes_back_as_it_came() {
    let mut count = 0;
    for recording in answers() {
        let (message, told) = read(&recording);
        let messages = Messages::from_iter([
            Message::human("hi"),
            message.unwrap().into(),
            Message::human("and?"),
        ]);
        let request = anthropic()
            .encode(&messages, &CallOptions::new(), false)
            .unwrap();
        let body: Value = serde_json::from_slice(&request.body).unwrap();
        let said: Vec<Value> = told["content"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(sent)
            .collect();
        if said.is_empty() {
            continue;
        }
        assert_eq!(
            body["messages"][1]["content"],
            Value::from(said),
            "{}",
            recording.name
        );
        count += 1;
    }
    println!("{count} answers");
}

/// A block as it is sent back, but for what means nothing: blank texts, null, and that the model itself called.
fn sent(block: &Value) -> Option<Value> {
    let mut block = block.clone();
    let fields = block.as_object_mut().unwrap();
    let kind = fields["type"].as_str().unwrap().to_owned();
    match kind.as_str() {
        "text" if fields["text"].as_str().unwrap().trim().is_empty() => return None,
        // llama.cpp signs nothing.
        "thinking" if fields["signature"] == "" => return None,
        "text" => fields.retain(|key, value| {
            key != "citations" || value.as_array().is_some_and(|list| !list.is_empty())
        }),
        "tool_use" => {
            if let Some(text) = fields["input"].as_str() {
                fields["input"] = json!({"INVALID_JSON": text});
            }
            fields.retain(|key, value| key != "caller" || value["type"] != "direct");
        }
        _ => {}
    }
    Some(block)
}

#[test]
fn every_recorded_refusal_is_understood() {
    let mut count = 0;
    for recording in load().iter().filter(|one| one.status != 200) {
        let Body::Whole(body) = &recording.body else {
            panic!(
                "{}: a stream of the status {}",
                recording.name, recording.status
            );
        };
        let told: Value = serde_json::from_str(body).unwrap();
        let error = anthropic().error(recording.status, &http::HeaderMap::new(), body);
        assert_eq!(error.message(), told["error"]["message"].as_str().unwrap());
        assert_eq!(error.code(), told["error"]["type"].as_str());
        assert_eq!(
            error.kind(),
            surprisal_http::kind_of_status(recording.status),
            "{}",
            recording.name
        );
        println!("{}: {error} {:?}", recording.name, error.option());
        count += 1;
    }
    println!("{count} errors");
}

#[test]
fn a_stream_in_which_another_answer_begins_is_an_error() {
    for recording in load().iter().filter(|one| one.name.contains("spliced")) {
        let Body::Stream(events) = &recording.body else {
            continue;
        };
        let error = streamed(events).unwrap_err();
        assert!(
            error.message().starts_with("a second answer begins"),
            "{error}"
        );
    }
}
