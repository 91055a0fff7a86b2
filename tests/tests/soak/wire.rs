//! How each service writes an answer of numbered tokens.

use bytes::Bytes;
use serde_json::{Value, json};

use crate::plan::{logprob, text};
use crate::service::Service;

/// The events of a stream.
#[derive(Debug, Default)]
pub(crate) struct Wire {
    /// What comes before the first token.
    pub(crate) open: Vec<Bytes>,
    /// One for each token.
    pub(crate) tokens: Vec<Bytes>,
    /// What comes after the last.
    pub(crate) close: Vec<Bytes>,
}

/// A token of an answer.
#[derive(Clone, Debug)]
pub(crate) struct Token {
    text: String,
    logprob: f64,
}

/// The tokens of the stream of this number.
pub(crate) fn numbered(number: u64, count: usize) -> Vec<Token> {
    let tokens = (0..count).map(|index| Token {
        text: text(number, index),
        logprob: logprob(number, index),
    });
    tokens.collect()
}

/// An object of so many members, one a token, in the same way.
pub(crate) fn object(number: u64, members: usize) -> Vec<Token> {
    let members = (0..members).map(|index| {
        let before = if index == 0 { '{' } else { ',' };
        format!("{before}\"a{index}\":{number}")
    });
    let texts = members.chain(["}".to_owned()]).enumerate();
    let tokens = texts.map(|(index, text)| Token {
        text,
        logprob: logprob(number, index),
    });
    tokens.collect()
}

impl Wire {
    pub(crate) fn new(service: Service, tokens: &[Token]) -> Self {
        match service {
            Service::OpenAiChat => chat(tokens, true),
            Service::OpenAiResponses => responses(tokens),
            Service::Anthropic => anthropic(tokens),
            Service::Cohere => cohere(tokens),
            Service::Gemini => gemini(tokens),
            Service::Mistral => chat(tokens, false),
            Service::Ollama => ollama(tokens),
        }
    }

    /// All events of a whole stream.
    pub(crate) fn whole(self) -> Vec<Bytes> {
        [self.open, self.tokens, self.close].concat()
    }
}

/// An event that is no JSON.
pub(crate) fn malformed(service: Service) -> Bytes {
    Bytes::from_static(match service {
        Service::Ollama => b"{\"model\": ]\n",
        _ => b"data: {\"choices\": ]\n\n",
    })
}

pub(crate) fn stream_type(service: Service) -> &'static str {
    match service {
        Service::Ollama => "application/x-ndjson",
        _ => "text/event-stream",
    }
}

/// A whole answer of Chat Completions.
pub(crate) fn chat_body(tokens: &[Token]) -> String {
    let message = json!({"role": "assistant", "content": joined(tokens)});
    let scores: Vec<Value> = tokens.iter().map(scored).collect();
    let choice = json!({"index": 0, "message": message, "logprobs": {"content": scores}, "finish_reason": "stop"});
    json!({"id": "answer", "object": "chat.completion", "created": 1_760_000_000, "model": "m", "choices": [choice], "usage": usage(tokens)}).to_string()
}

/// A stream of Chat Completions that calls a tool.
pub(crate) fn chat_call(name: &str, arguments: &[&str]) -> Vec<Bytes> {
    let piece = |call: Value| chat_event(&json!({"tool_calls": [call]}), None, None);
    let function = json!({"name": name, "arguments": ""});
    let first = json!({"index": 0, "id": "call_1", "type": "function", "function": function});
    let rest = arguments
        .iter()
        .map(|part| piece(json!({"index": 0, "function": {"arguments": part}})));
    let mut events = vec![piece(first)];
    events.extend(rest);
    events.push(chat_event(&json!({}), None, Some("tool_calls")));
    events.push(Bytes::from_static(b"data: [DONE]\n\n"));
    events
}

fn chat(tokens: &[Token], scores: bool) -> Wire {
    let role = json!({"role": "assistant", "content": ""});
    let last = json!({"id": "answer", "object": "chat.completion.chunk", "created": 1_760_000_000, "model": "m", "choices": [], "usage": usage(tokens)});
    let events = tokens.iter().map(|token| {
        let scores = scores.then(|| json!({"content": [scored(token)], "refusal": null}));
        chat_event(&json!({"content": token.text}), scores.as_ref(), None)
    });
    Wire {
        open: vec![chat_event(&role, None, None)],
        tokens: events.collect(),
        close: vec![
            chat_event(&json!({"content": ""}), None, Some("stop")),
            data(&last),
            Bytes::from_static(b"data: [DONE]\n\n"),
        ],
    }
}

fn chat_event(delta: &Value, logprobs: Option<&Value>, finish_reason: Option<&str>) -> Bytes {
    let choice =
        json!({"index": 0, "delta": delta, "logprobs": logprobs, "finish_reason": finish_reason});
    data(
        &json!({"id": "answer", "object": "chat.completion.chunk", "created": 1_760_000_000, "model": "m", "choices": [choice]}),
    )
}

fn responses(tokens: &[Token]) -> Wire {
    let response = |status: &str, output: Value, usage: Value| json!({"response": {"id": "answer", "object": "response", "created_at": 1_760_000_000, "model": "m", "status": status, "error": null, "incomplete_details": null, "output": output, "usage": usage}});
    let message = |status: &str, content: Value| json!({"type": "message", "id": "msg_1", "role": "assistant", "status": status, "content": content});
    let scores: Vec<Value> = tokens.iter().map(scored).collect();
    let part = json!({"type": "output_text", "text": joined(tokens), "annotations": [], "logprobs": scores});
    let usage = json!({"input_tokens": 11, "output_tokens": tokens.len(), "total_tokens": 11 + tokens.len()});
    let output = json!([message("completed", json!([part]))]);
    let item = json!({"output_index": 0, "item": message("in_progress", json!([]))});
    let events = tokens.iter().map(|token| {
        let delta = json!({"item_id": "msg_1", "output_index": 0, "content_index": 0, "delta": token.text, "logprobs": [scored(token)]});
        named("response.output_text.delta", delta)
    });
    Wire {
        open: vec![
            named(
                "response.created",
                response("in_progress", json!([]), Value::Null),
            ),
            named("response.output_item.added", item),
        ],
        tokens: events.collect(),
        close: vec![named(
            "response.completed",
            response("completed", output, usage),
        )],
    }
}

fn anthropic(tokens: &[Token]) -> Wire {
    let message = json!({"id": "answer", "type": "message", "role": "assistant", "model": "m", "content": [], "stop_reason": null, "stop_sequence": null, "usage": {"input_tokens": 11, "output_tokens": 1}});
    let block = json!({"index": 0, "content_block": {"type": "text", "text": ""}});
    let events = tokens.iter().map(|token| {
        let delta = json!({"type": "text_delta", "text": token.text});
        named("content_block_delta", json!({"index": 0, "delta": delta}))
    });
    let delta = json!({"stop_reason": "end_turn", "stop_sequence": null});
    let usage = json!({"output_tokens": tokens.len()});
    Wire {
        open: vec![
            named("message_start", json!({"message": message})),
            named("content_block_start", block),
        ],
        tokens: events.collect(),
        close: vec![
            named("content_block_stop", json!({"index": 0})),
            named("message_delta", json!({"delta": delta, "usage": usage})),
            named("message_stop", json!({})),
        ],
    }
}

fn cohere(tokens: &[Token]) -> Wire {
    let message = json!({"role": "assistant", "content": [], "tool_plan": "", "tool_calls": [], "citations": []});
    let content = |part: Value| json!({"message": {"content": part}});
    let start = content(json!({"type": "text", "text": ""}));
    let events = tokens.iter().map(|token| {
        let delta = content(json!({"text": token.text}));
        let logprobs = json!({"text": token.text, "token_ids": [7], "logprobs": [token.logprob]});
        named(
            "content-delta",
            json!({"index": 0, "delta": delta, "logprobs": logprobs}),
        )
    });
    let counts = json!({"input_tokens": 11, "output_tokens": tokens.len()});
    let usage = json!({"billed_units": counts, "tokens": counts});
    let end = json!({"delta": {"finish_reason": "COMPLETE", "usage": usage}});
    Wire {
        open: vec![
            named(
                "message-start",
                json!({"id": "answer", "delta": {"message": message}}),
            ),
            named("content-start", json!({"index": 0, "delta": start})),
        ],
        tokens: events.collect(),
        close: vec![
            named("content-end", json!({"index": 0})),
            named("message-end", end),
            Bytes::from_static(b"data: [DONE]\n\n"),
        ],
    }
}

fn gemini(tokens: &[Token]) -> Wire {
    let event = |written: usize, candidate: Value| {
        let usage = json!({"promptTokenCount": 11, "candidatesTokenCount": written, "totalTokenCount": 11 + written});
        let body = json!({"candidates": [candidate], "usageMetadata": usage, "modelVersion": "m", "responseId": "answer"});
        Bytes::from(format!("data: {body}\r\n\r\n"))
    };
    let content = |text: &str| json!({"parts": [{"text": text}], "role": "model"});
    let events = (1..).zip(tokens).map(|(written, token)| {
        let chosen = json!({"token": token.text, "tokenId": 7, "logProbability": token.logprob});
        let other = json!({"token": " other", "tokenId": 8, "logProbability": -9.5});
        let top = json!([{"candidates": [chosen, other]}]);
        let logprobs = json!({"chosenCandidates": [chosen], "topCandidates": top});
        event(
            written,
            json!({"content": content(&token.text), "index": 0, "logprobsResult": logprobs}),
        )
    });
    let last = json!({"content": content(""), "index": 0, "finishReason": "STOP"});
    Wire {
        open: Vec::new(),
        tokens: events.collect(),
        close: vec![event(tokens.len(), last)],
    }
}

fn ollama(tokens: &[Token]) -> Wire {
    let line = |text: &str, rest: Value| {
        let mut line = json!({"model": "m", "created_at": "2025-10-17T23:14:07.414671Z", "message": {"role": "assistant", "content": text}, "done": false});
        if let (Some(line), Value::Object(rest)) = (line.as_object_mut(), rest) {
            line.extend(rest);
        }
        Bytes::from(format!("{line}\n"))
    };
    let events = tokens
        .iter()
        .map(|token| line(&token.text, json!({"logprobs": [scored(token)]})));
    let last = json!({"done": true, "done_reason": "stop", "prompt_eval_count": 11, "eval_count": tokens.len()});
    Wire {
        open: Vec::new(),
        tokens: events.collect(),
        close: vec![line("", last)],
    }
}

/// The entry of a token with two alternatives, as OpenAI and Ollama write it.
fn scored(token: &Token) -> Value {
    let entry = |text: &str, logprob: f64| json!({"token": text, "logprob": logprob, "bytes": text.as_bytes()});
    let mut scored = entry(&token.text, token.logprob);
    let top = json!([entry(&token.text, token.logprob), entry(" other", -9.5)]);
    if let Some(scored) = scored.as_object_mut() {
        scored.insert("top_logprobs".to_owned(), top);
    }
    scored
}

fn usage(tokens: &[Token]) -> Value {
    json!({"prompt_tokens": 11, "completion_tokens": tokens.len(), "total_tokens": 11 + tokens.len()})
}

fn joined(tokens: &[Token]) -> String {
    tokens.iter().map(|token| token.text.as_str()).collect()
}

fn data(body: &Value) -> Bytes {
    format!("data: {body}\n\n").into()
}

/// An event whose name is told twice.
fn named(kind: &str, mut body: Value) -> Bytes {
    if let Some(body) = body.as_object_mut() {
        body.insert("type".to_owned(), kind.into());
    }
    format!("event: {kind}\ndata: {body}\n\n").into()
}
