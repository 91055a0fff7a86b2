//! What an answer of Chat Completions says, read with plain [`serde_json`] and none of the
//! library's code: the reference that the library's answers are compared with.
//!
//! It is written to be seen to be right, not to be fast or complete.

use std::collections::BTreeMap;

use serde_json::Value;

/// The lists of tokens that an answer can have, by their keys on the wire.
pub const CHANNELS: [&str; 3] = ["content", "refusal", "reasoning_content"];

/// A whole answer; of a stream, all of its events put together.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Answer {
    /// The first id that is not empty.
    pub id: Option<String>,
    /// The first model that is not empty.
    pub model: Option<String>,
    /// By `index`.
    pub choices: BTreeMap<u64, Choice>,
    /// The last usage that is not `null`.
    pub usage: Option<Value>,
    /// The `error` of the body or of an event.
    pub error: Option<Value>,
    /// Whether the stream said `[DONE]`; false for a body.
    pub done: bool,
}

/// One choice of an answer.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Choice {
    /// `content`; empty where it is missing or `null`.
    pub content: String,
    /// `refusal`, likewise.
    pub refusal: String,
    /// `reasoning_content`, or else `reasoning`, likewise.
    pub reasoning: String,
    /// The tokens by channel; a channel is here if it was a list once, maybe an empty one.
    pub tokens: BTreeMap<&'static str, Vec<Token>>,
    /// By `index`, or by position in a body.
    pub tool_calls: BTreeMap<u64, ToolCall>,
    /// The last finish reason.
    pub finish_reason: Option<String>,
}

/// A token with its alternatives.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Token {
    /// `token`.
    pub token: String,
    /// `bytes`: `None` where the key is missing, `Some(None)` where it is `null`.
    pub bytes: Option<Option<Vec<u8>>>,
    /// `logprob`.
    pub logprob: Option<f64>,
    /// `id`, which llama.cpp sends.
    pub id: Option<u64>,
    /// `top_logprobs`; `None` where it is missing or `null`.
    pub top: Option<Vec<Self>>,
}

/// A tool call, with its arguments as text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ToolCall {
    /// `id`.
    pub id: String,
    /// `function.name`.
    pub name: String,
    /// `function.arguments`.
    pub arguments: String,
}

/// Reads a body.
///
/// # Errors
///
/// What is not JSON.
pub fn body(bytes: &[u8]) -> serde_json::Result<Answer> {
    let mut answer = Answer::default();
    answer.add(&serde_json::from_slice(bytes)?, "message");
    Ok(answer)
}

/// Reads server-sent events.
///
/// # Errors
///
/// An event that is not JSON.
pub fn stream(bytes: &[u8]) -> serde_json::Result<Answer> {
    let mut answer = Answer::default();
    for line in String::from_utf8_lossy(bytes).lines() {
        match line.strip_prefix("data:").map(str::trim) {
            Some("[DONE]") => answer.done = true,
            Some(data) => answer.add(&serde_json::from_str(data)?, "delta"),
            None => {}
        }
    }
    Ok(answer)
}

impl Answer {
    fn add(&mut self, value: &Value, part: &str) {
        set_once(&mut self.id, &value["id"]);
        set_once(&mut self.model, &value["model"]);
        replace(&mut self.usage, &value["usage"]);
        replace(&mut self.error, &value["error"]);
        for choice in list(&value["choices"]) {
            let index = choice["index"].as_u64().unwrap_or_default();
            let entry = self.choices.entry(index).or_default();
            entry.add(choice, &choice[part]);
        }
    }
}

impl Choice {
    fn add(&mut self, choice: &Value, message: &Value) {
        self.content.push_str(text(&message["content"]));
        self.refusal.push_str(text(&message["refusal"]));
        let reasoning = &message["reasoning_content"];
        let other = &message["reasoning"];
        let reasoning = if reasoning.is_null() {
            other
        } else {
            reasoning
        };
        self.reasoning.push_str(text(reasoning));
        for channel in CHANNELS {
            if let Some(Value::Array(tokens)) = choice["logprobs"].get(channel) {
                let read = tokens.iter().map(Token::read);
                self.tokens.entry(channel).or_default().extend(read);
            }
        }
        for (position, call) in (0..).zip(list(&message["tool_calls"])) {
            let index = call["index"].as_u64().unwrap_or(position);
            self.tool_calls.entry(index).or_default().add(call);
        }
        if let Some(reason) = choice["finish_reason"].as_str() {
            self.finish_reason = Some(reason.to_owned());
        }
    }
}

impl ToolCall {
    fn add(&mut self, call: &Value) {
        let function = &call["function"];
        if self.id.is_empty() {
            text(&call["id"]).clone_into(&mut self.id);
        }
        if self.name.is_empty() {
            text(&function["name"]).clone_into(&mut self.name);
        }
        self.arguments.push_str(text(&function["arguments"]));
    }
}

impl Token {
    fn read(value: &Value) -> Self {
        let bytes = |list: &Vec<Value>| list.iter().filter_map(byte).collect();
        Self {
            token: text(&value["token"]).to_owned(),
            bytes: value.get("bytes").map(|sent| sent.as_array().map(bytes)),
            logprob: value["logprob"].as_f64(),
            id: value["id"].as_u64(),
            top: value["top_logprobs"]
                .as_array()
                .map(|list| list.iter().map(Self::read).collect()),
        }
    }
}

fn byte(value: &Value) -> Option<u8> {
    value.as_u64().and_then(|number| u8::try_from(number).ok())
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

fn set_once(field: &mut Option<String>, value: &Value) {
    if field.is_none() && !text(value).is_empty() {
        *field = Some(text(value).to_owned());
    }
}

fn replace(field: &mut Option<Value>, value: &Value) {
    if !value.is_null() {
        *field = Some(value.clone());
    }
}
