//! How Cohere writes what a scenario says: after the schema that Cohere publishes (cohere-openapi.yaml) and the order of
//! events, `message-start` to `[DONE]`, that its documentation and the AI SDK's recordings show.

use std::borrow::Cow;
use std::sync::Arc;

use bytes::Bytes;
use serde_json::{Map, Value, json};
use surprisal_core::{
    AiMessageChunk, Channel, ChoiceChunk, ErrorKind, FinishReason, Result, TokenLogprob,
};
use surprisal_testing::conformance::{Failure, Model, Part, Setup, Wire};

pub(crate) struct Cohere;

impl Wire for Cohere {
    fn model(&self, setup: &Setup) -> Result<Arc<dyn Model>> {
        setup.chat_model::<surprisal_cohere::Cohere>("command-a-03-2025")
    }

    fn body(&self, whole: &AiMessageChunk) -> String {
        body(whole).to_string()
    }

    fn events(&self, pieces: &[AiMessageChunk], is_whole: bool) -> Vec<Bytes> {
        let mut stream = Stream::default();
        for piece in pieces {
            stream.piece(piece);
        }
        if is_whole {
            stream.events.push("data: [DONE]\n\n".into());
        }
        stream.events
    }

    fn error(&self, failure: &Failure) -> Option<(u16, String)> {
        let words = &failure.message;
        let (status, message) = match failure.kind {
            ErrorKind::InvalidInput => (400, format!("invalid request: {words}")),
            ErrorKind::Authentication => (401, words.clone()),
            ErrorKind::QuotaExhausted => (402, words.clone()),
            ErrorKind::PermissionDenied => (403, words.clone()),
            ErrorKind::NotFound => (404, words.clone()),
            ErrorKind::RateLimited => (429, words.clone()),
            ErrorKind::ContentFiltered => (498, words.clone()),
            ErrorKind::Server => (500, words.clone()),
            ErrorKind::Timeout => (504, words.clone()),
            ErrorKind::ContextTooLong => {
                let limit = "The limit for this model is 132000 tokens.";
                (
                    400,
                    format!("too many tokens: size limit exceeded by 19296 tokens. {limit}"),
                )
            }
            ErrorKind::Unsupported => (
                400,
                "invalid request: tool_choice is not supported by the provided model".into(),
            ),
            _ => return None,
        };
        let id = "24e32f6d-b372-4853-85f2-11e65134f032";
        Some((status, json!({"id": id, "message": message}).to_string()))
    }

    /// What was said until then ends with it.
    fn error_event(&self, failure: &Failure) -> Option<Bytes> {
        let delta = json!({"error": failure.message, "finish_reason": "ERROR"});
        Some(event(&json!({"type": "message-end", "delta": delta})))
    }

    fn lacks(&self, part: Part) -> Option<Cow<'static, str>> {
        let reason = match part {
            Part::ModelName => "Cohere's answers do not name the model",
            Part::Refusal | Part::RefusalLogprobs => "Cohere's models decline in their text",
            Part::PartialTokens => {
                "Cohere sends no bytes, and the text of tokens that share a character as one"
            }
            Part::AbsentAlternatives => "Cohere has no alternatives",
            _ => return None,
        };
        Some(reason.into())
    }
}

/// The events so far, and which part of the content is begun.
#[derive(Default)]
struct Stream {
    events: Vec<Bytes>,
    part: Option<(usize, &'static str)>,
    call: Option<u32>,
}

impl Stream {
    fn send(&mut self, body: &Value) {
        self.events.push(event(body));
    }

    fn piece(&mut self, piece: &AiMessageChunk) {
        if let Some(named) = piece.response_metadata() {
            let message = json!({"role": "assistant", "content": [], "tool_plan": "", "tool_calls": [], "citations": []});
            self.send(
                &json!({"id": named.id, "type": "message-start", "delta": {"message": message}}),
            );
            return;
        }
        let Some(choice) = piece.first() else { return };
        let content = choice.content();
        let logprobs = choice.logprobs();
        for (kind, text, channel) in [
            ("thinking", content.reasoning(), Channel::Reasoning),
            ("text", content.text(), Channel::Content),
        ] {
            let tokens = logprobs.channel(channel);
            if !text.is_empty() || tokens.is_some() {
                self.delta(kind, &text, tokens);
            }
        }
        for call in choice.tool_call_chunks() {
            let index = call.index;
            if let (Some(id), Some(name)) = (&call.id, &call.name) {
                self.end();
                let function = json!({"name": name, "arguments": ""});
                let call = json!({"id": id, "type": "function", "function": function});
                let delta = json!({"message": {"tool_calls": call}});
                self.send(&json!({"type": "tool-call-start", "index": index, "delta": delta}));
                self.call = Some(index);
            }
            if !call.arguments.is_empty() {
                let call = json!({"function": {"arguments": call.arguments}});
                let delta = json!({"message": {"tool_calls": call}});
                self.send(&json!({"type": "tool-call-delta", "index": index, "delta": delta}));
            }
        }
        if choice.finish_reason().is_some() {
            self.end();
            let delta = json!({"finish_reason": reason(choice), "usage": usage(piece)});
            self.send(&json!({"type": "message-end", "delta": delta}));
        }
    }

    fn delta(&mut self, kind: &'static str, text: &str, tokens: Option<&[TokenLogprob]>) {
        let index = match self.part {
            Some((index, begun)) if begun == kind => index,
            _ => {
                let index = self.part.map_or(0, |(index, _)| index + 1);
                self.end();
                let content = json!({"type": kind, kind: ""});
                let delta = json!({"message": {"content": content}});
                self.send(&json!({"type": "content-start", "index": index, "delta": delta}));
                self.part = Some((index, kind));
                index
            }
        };
        let delta = json!({"message": {"content": {kind: text}}});
        let mut body = json!({"type": "content-delta", "index": index, "delta": delta});
        // One event has the tokens of one text.
        if let Some(items) = tokens.map(items)
            && let Some(item) = items.first()
        {
            body["logprobs"] = item.clone();
        }
        self.send(&body);
    }

    /// Ends the part or the call that is begun.
    fn end(&mut self) {
        if let Some((index, _)) = self.part.take() {
            self.send(&json!({"type": "content-end", "index": index}));
        }
        if let Some(index) = self.call.take() {
            self.send(&json!({"type": "tool-call-end", "index": index}));
        }
    }
}

fn event(body: &Value) -> Bytes {
    let kind = body.get("type").and_then(Value::as_str).unwrap_or_default();
    format!("event: {kind}\ndata: {body}\n\n").into()
}

fn body(chunk: &AiMessageChunk) -> Value {
    let choice = chunk.first().cloned().unwrap_or_default();
    let mut message = Map::new();
    let mut set = |key: &str, value: Value| message.insert(key.to_owned(), value);
    set("role", "assistant".into());
    let (thought, text) = (choice.content().reasoning(), choice.content().text());
    let mut parts = Vec::new();
    if !thought.is_empty() {
        parts.push(json!({"type": "thinking", "thinking": thought}));
    }
    if !text.is_empty() {
        parts.push(json!({"type": "text", "text": text}));
    }
    if !parts.is_empty() {
        set("content", parts.into());
    }
    let calls = choice.tool_call_chunks().iter().map(|call| {
        let function = json!({"name": call.name, "arguments": call.arguments});
        json!({"id": call.id, "type": "function", "function": function})
    });
    let calls: Vec<Value> = calls.collect();
    if !calls.is_empty() {
        set("tool_calls", calls.into());
    }
    let id = chunk.response_metadata().and_then(|named| named.id.clone());
    let mut body = json!({"id": id, "message": message, "finish_reason": reason(&choice), "usage": usage(chunk)});
    // All tokens are in one list, in the order in which they were written.
    let logprobs = choice.logprobs();
    if logprobs.channels().next().is_some() {
        let tokens = [logprobs.reasoning(), logprobs.content()].concat();
        body["logprobs"] = items(&tokens).into();
    }
    body
}

fn items(tokens: &[TokenLogprob]) -> Vec<Value> {
    let items = tokens.iter().map(|token| {
        let ids: Vec<u32> = token.id().into_iter().collect();
        json!({"text": token.token(), "token_ids": ids, "logprobs": [token.logprob()]})
    });
    items.collect()
}

fn reason(choice: &ChoiceChunk) -> Option<&str> {
    choice.finish_reason().map(|reason| match reason {
        FinishReason::Stop => "COMPLETE",
        FinishReason::Length => "MAX_TOKENS",
        FinishReason::ToolCalls => "TOOL_CALL",
        // The second version of the API has no word for it; this is the first's.
        FinishReason::ContentFilter => "ERROR_TOXIC",
        other => other.as_str(),
    })
}

fn usage(chunk: &AiMessageChunk) -> Value {
    let Some(usage) = chunk.usage() else {
        return Value::Null;
    };
    let (read, written) = (usage.input_tokens, usage.output_tokens);
    // What is billed is less.
    let billed = json!({"input_tokens": 1, "output_tokens": written});
    json!({"billed_units": billed, "tokens": {"input_tokens": read, "output_tokens": written}})
}
