//! Real answers of Cohere, as the AI SDK recorded them: nothing of them is lost, and what came goes back.
//!
//! Read from `recordings/cohere` in `../shared`, or where `SURPRISAL_RECORDINGS` says; without them the tests say that they
//! are skipped. None of them has log probabilities.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "clippy excepts test functions, not their helpers"
)]

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use serde_json::Value;
use surprisal_cohere::Cohere;
use surprisal_core::{AiMessage, AiMessageChunk, CallOptions, Message, Messages};
use surprisal_http::{Decode as _, Decoded, Frame, Protocol as _, Provider as _};

/// Each file with the values in it: one, or an event a line.
fn recordings() -> Vec<(String, Vec<Value>)> {
    let shared = env::var_os("SURPRISAL_RECORDINGS").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        PathBuf::from,
    );
    let mut all = Vec::new();
    files(&shared.join("recordings/cohere"), &mut all);
    if all.is_empty() {
        let skipped = "skipped: no recordings of Cohere; set SURPRISAL_RECORDINGS to the folder that holds recordings/\n";
        // Past the harness, which keeps what a test prints to itself.
        io::stderr().write_all(skipped.as_bytes()).unwrap();
    }
    all
}

fn files(folder: &Path, all: &mut Vec<(String, Vec<Value>)>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, all);
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        let values = serde_json::Deserializer::from_str(&text).into_iter::<Value>();
        let values: Vec<Value> = values.map(Result::unwrap).collect();
        let is_chat =
            values[0].get("finish_reason").is_some() || values[0]["type"] == "message-start";
        if is_chat {
            all.push((path.display().to_string(), values));
        }
    }
}

fn read(values: &[Value]) -> AiMessage {
    let cohere = Cohere::new("m".to_owned());
    let options = CallOptions::new();
    if values[0].get("type").is_none() {
        return cohere.decode(&values[0].to_string(), &options).unwrap();
    }
    let request = cohere.encode(&"hi".into(), &options, true).unwrap();
    let mut decoder = cohere.decoder(&request, &options);
    let mut sum = AiMessageChunk::default();
    for value in values {
        if let Decoded::Chunk(chunk) = decoder.frame(Frame::new(&value.to_string())).unwrap() {
            sum += chunk;
        }
    }
    decoder.end().unwrap();
    sum.into()
}

/// Everything under these keys, end to end, wherever it is.
fn texts(value: &Value, key: &str) -> String {
    match value {
        Value::Object(fields) => fields
            .iter()
            // The texts of sources are not the model's.
            .filter(|(name, _)| *name != "citations")
            .map(|(name, value)| match value {
                Value::String(text) if name == key => text.clone(),
                value => texts(value, key),
            })
            .collect(),
        Value::Array(values) => values.iter().map(|value| texts(value, key)).collect(),
        _ => String::new(),
    }
}

#[test]
fn nothing_of_an_answer_is_lost() {
    for (name, values) in recordings() {
        let answer = read(&values);
        let all = |key: &str| {
            values
                .iter()
                .map(|value| texts(value, key))
                .collect::<String>()
        };
        assert_eq!(answer.text(), all("text"), "{name}");
        let thought = all("thinking") + &all("tool_plan");
        assert_eq!(answer.reasoning(), thought, "{name}");
        let written: String = answer
            .tool_calls()
            .iter()
            .map(|call| {
                assert!(!call.id.is_empty() && !call.name.is_empty(), "{name}");
                Value::Object(call.arguments.clone()).to_string()
            })
            .collect();
        let sent = all("arguments").replace(": ", ":").replace("null", "");
        assert_eq!(written.replace("{}", ""), sent.replace("{}", ""), "{name}");
        assert_eq!(answer.invalid_tool_calls(), [], "{name}");
        let last = values.last().unwrap();
        let end = last.get("delta").unwrap_or(last);
        let usage = &end["usage"];
        let told = |path: &str| usage.pointer(path).and_then(Value::as_u64);
        assert_eq!(
            answer.usage().input_tokens,
            told("/tokens/input_tokens"),
            "{name}"
        );
        assert_eq!(
            answer.usage().output_tokens,
            told("/tokens/output_tokens"),
            "{name}"
        );
        assert_eq!(
            answer.usage().cached_tokens,
            told("/cached_tokens"),
            "{name}"
        );
        let reason = match end["finish_reason"].as_str().unwrap() {
            "COMPLETE" => "stop",
            "MAX_TOKENS" => "length",
            "TOOL_CALL" => "tool_calls",
            other => panic!("{name}: {other}"),
        };
        assert_eq!(answer.finish_reason().unwrap().as_str(), reason, "{name}");
        assert_eq!(
            answer.response_metadata().id.as_deref(),
            values[0]["id"].as_str(),
            "{name}"
        );
    }
}

#[test]
fn a_whole_answer_goes_back_as_it_came() {
    for (name, values) in recordings() {
        let Some(message) = values[0].get("message") else {
            continue;
        };
        let cohere = Cohere::new("m".to_owned());
        let history = Messages::from(Message::from(read(&values)));
        let request = cohere.encode(&history, &CallOptions::new(), false).unwrap();
        let sent: Value = serde_json::from_slice(&request.body).unwrap();
        let sent = &sent["messages"][0];
        assert_eq!(
            texts(sent, "tool_plan"),
            texts(message, "tool_plan"),
            "{name}"
        );
        assert_eq!(
            texts(sent, "thinking"),
            texts(message, "thinking"),
            "{name}"
        );
        let said = sent["content"].as_str().map(str::to_owned);
        let said = said.unwrap_or_else(|| texts(sent, "text"));
        assert_eq!(said, texts(message, "text"), "{name}");
        assert_eq!(sent.get("citations"), message.get("citations"), "{name}");
        let ids = |value: &Value| texts(&value["tool_calls"], "id");
        assert_eq!(ids(sent), ids(message), "{name}");
    }
}
