//! How Google writes an answer: from the reference of `GenerateContentResponse` and the types of its Python client, and the
//! order of fields as in the recordings of real answers.

use serde_json::{Map, Value, json};
use surprisal_core::{
    AiMessageChunk, ChoiceChunk, ContentBlock, FinishReason, Logprobs, ResponseMetadata,
    ToolCallChunk, TopLogprob, Usage,
};

use crate::wire::Google;

/// A whole answer.
pub(crate) fn body(google: Google, whole: &AiMessageChunk) -> Value {
    let named = whole.response_metadata().cloned().unwrap_or_default();
    let choices = whole.choices().iter();
    let choices = choices.map(|one| candidate(google, one, one.tool_call_chunks()));
    answer(google, &named, &choices.collect::<Vec<_>>(), whole.usage())
}

/// The events of a stream: one for each piece, each with what names the answer and what it cost so far. The pieces of a
/// call are put together, for a call comes whole.
pub(crate) fn events(google: Google, pieces: &[AiMessageChunk]) -> Vec<Value> {
    let sum: AiMessageChunk = pieces.iter().cloned().sum();
    let named = sum.response_metadata().cloned().unwrap_or_default();
    let mut calls = Calls::default();
    let mut events = Vec::new();
    for (written, piece) in (0..).zip(pieces) {
        let mut candidates = Vec::new();
        for choice in piece.choices() {
            let whole = calls.add(choice);
            let is_part_of_call = !choice.tool_call_chunks().is_empty() && whole.is_empty();
            if !is_part_of_call {
                candidates.push(candidate(google, choice, &whole));
            }
        }
        if candidates.is_empty() {
            continue;
        }
        let so_far = Usage::new(11, written);
        let usage = piece.usage().unwrap_or(&so_far);
        events.push(answer(google, &named, &candidates, Some(usage)));
    }
    events
}

/// The call that is being put together.
#[derive(Default)]
struct Calls(Option<ToolCallChunk>);

impl Calls {
    /// The calls that are whole by now: where another begins, or the answer ends.
    fn add(&mut self, choice: &ChoiceChunk) -> Vec<ToolCallChunk> {
        let mut whole = Vec::new();
        for piece in choice.tool_call_chunks() {
            match &mut self.0 {
                Some(known) if known.index == piece.index => {
                    known.arguments.push_str(&piece.arguments);
                }
                known => whole.extend(known.replace(piece.clone())),
            }
        }
        if choice.finish_reason().is_some() {
            whole.extend(self.0.take());
        }
        whole
    }
}

fn answer(
    google: Google,
    named: &ResponseMetadata,
    candidates: &[Value],
    usage: Option<&Usage>,
) -> Value {
    let mut answer = json!({"candidates": candidates});
    if let Some(usage) = usage {
        // Zeros are not written.
        let output = usage.output_tokens.filter(|tokens| *tokens > 0);
        let mut told = json!({
            "promptTokenCount": usage.input_tokens,
            "totalTokenCount": usage.total_tokens,
            "promptTokensDetails": [{"modality": "TEXT", "tokenCount": usage.input_tokens}],
        });
        if let Some(output) = output {
            told["candidatesTokenCount"] = output.into();
        }
        if google == Google::VertexAi {
            told["trafficType"] = "ON_DEMAND".into();
        }
        answer["usageMetadata"] = told;
    }
    answer["modelVersion"] = named.model.clone().into();
    if google == Google::VertexAi {
        answer["createTime"] = "2026-02-15T07:50:37.854117Z".into();
    }
    answer["responseId"] = named.id.clone().into();
    answer
}

fn candidate(google: Google, choice: &ChoiceChunk, calls: &[ToolCallChunk]) -> Value {
    let blocks = choice.content().blocks().iter();
    let mut parts: Vec<Value> = blocks.filter_map(part).collect();
    parts.extend(calls.iter().map(call));
    if parts.is_empty() {
        parts.push(json!({"text": ""}));
    }
    let mut candidate = json!({"content": {"parts": parts, "role": "model"}});
    if let Some(reason) = choice.finish_reason() {
        candidate["finishReason"] = finish_reason(reason).into();
        candidate["avgLogprobs"] = json!(-0.25);
    }
    // Vertex AI leaves zeros out here, too.
    if google == Google::GeminiApi || choice.index() > 0 {
        candidate["index"] = choice.index().into();
    }
    if choice.logprobs().channels().next().is_some() {
        candidate["logprobsResult"] = logprobs(choice.logprobs());
    }
    candidate
}

fn part(block: &ContentBlock) -> Option<Value> {
    match block {
        ContentBlock::Text { text, .. } => Some(json!({ "text": text })),
        ContentBlock::Reasoning { text, .. } => Some(json!({"text": text, "thought": true})),
        _ => None,
    }
}

fn call(call: &ToolCallChunk) -> Value {
    let args: Map<String, Value> = serde_json::from_str(&call.arguments).unwrap();
    json!({"functionCall": {"name": call.name, "args": args, "id": call.id}})
}

fn finish_reason(reason: &FinishReason) -> &str {
    match reason {
        FinishReason::Stop | FinishReason::ToolCalls => "STOP",
        FinishReason::Length => "MAX_TOKENS",
        FinishReason::ContentFilter => "SAFETY",
        other => other.as_str(),
    }
}

/// Empty lists are not written.
fn logprobs(logprobs: &Logprobs) -> Value {
    let tokens = logprobs.content();
    let mut result = json!({});
    if !tokens.is_empty() {
        let chosen: Vec<_> = tokens.iter().map(|one| token(one.chosen())).collect();
        result["chosenCandidates"] = chosen.into();
    }
    if tokens.iter().any(|token| token.top_logprobs().is_some()) {
        let lists = tokens.iter().map(|one| {
            let top = one.top_logprobs().unwrap_or_default();
            json!({"candidates": top.iter().map(token).collect::<Vec<_>>()})
        });
        result["topCandidates"] = lists.collect();
    }
    result
}

fn token(top: &TopLogprob) -> Value {
    let mut token = Map::new();
    let mut set = |key: &str, value: Value| token.insert(key.to_owned(), value);
    set("token", top.token().into());
    if let Some(id) = top.id() {
        set("tokenId", id.into());
    }
    if let Some(logprob) = top.logprob() {
        set("logProbability", logprob.into());
    }
    token.into()
}
