use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value};
use surprisal_core::{
    AiMessage, AiMessageChunk, ChoiceChunk, ContentFilter, Error, FinishReason, ResponseMetadata,
    Result,
};
use surprisal_http::read_json;

use super::blocks::Blocks;
use super::event::text;
use super::usage::Figures;
use crate::error::service_error;

/// An answer, whole or as it is known at the beginning of a stream.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Answer<'a> {
    #[serde(rename = "type", borrow, deserialize_with = "text")]
    kind: Cow<'a, str>,
    id: Option<String>,
    model: Option<String>,
    #[serde(borrow)]
    pub(super) content: Option<Vec<&'a RawValue>>,
    pub(super) stop_reason: Option<String>,
    #[serde(borrow)]
    pub(super) stop_details: Option<&'a RawValue>,
    pub(super) usage: Option<Figures>,
    #[serde(borrow)]
    error: Option<&'a RawValue>,
}

/// The message that the body of an answer holds.
///
/// # Errors
///
/// [`ErrorKind::BadResponse`](surprisal_core::ErrorKind::BadResponse),
/// [`ErrorKind::Truncated`](surprisal_core::ErrorKind::Truncated), or what an error in its place says.
pub(crate) fn answer(body: &str) -> Result<AiMessage> {
    let answer: Answer<'_> = read_json(body)?;
    if (answer.kind == "error" || answer.error.is_some())
        && let Some(error) = service_error(None, body)
    {
        return Err(error);
    }
    let Some(content) = &answer.content else {
        return Err(Error::bad_response("the answer has no `content`"));
    };
    let mut choice = ChoiceChunk::new(0, "");
    let mut blocks = Blocks::default();
    for (index, raw) in (0..).zip(content) {
        blocks.whole(index, raw, &mut choice)?;
    }
    let metadata = answer.metadata();
    let choice = finish(choice, answer.stop_reason, answer.stop_details)?;
    let mut chunk = AiMessageChunk::default()
        .with_choice(choice)
        .with_response_metadata(metadata);
    if let Some(usage) = answer.usage.as_ref().and_then(Figures::usage) {
        chunk = chunk.with_usage(usage);
    }
    Ok(chunk.into())
}

impl Answer<'_> {
    /// What names the answer.
    pub(super) fn metadata(&self) -> ResponseMetadata {
        let mut metadata = ResponseMetadata::default();
        metadata.id.clone_from(&self.id);
        metadata.model.clone_from(&self.model);
        let usage = self.usage.as_ref();
        metadata.service_tier = usage.and_then(|usage| usage.service_tier.clone());
        metadata
    }
}

/// Adds why the model stopped, if it did.
pub(super) fn finish(
    choice: ChoiceChunk,
    reason: Option<String>,
    details: Option<&RawValue>,
) -> Result<ChoiceChunk> {
    let Some(reason) = reason else {
        return Ok(choice);
    };
    let filter = match reason.as_str() {
        "refusal" => details.map(filter).transpose()?,
        _ => None,
    };
    let reason = match reason.as_str() {
        "end_turn" | "stop_sequence" => FinishReason::Stop,
        "max_tokens" | "model_context_window_exceeded" => FinishReason::Length,
        "tool_use" => FinishReason::ToolCalls,
        "refusal" => FinishReason::ContentFilter,
        _ => FinishReason::Other(reason),
    };
    Ok(choice
        .with_finish_reason(reason)
        .with_content_filter(filter))
}

/// What a classifier says that stopped the answer, under the name of what it looks for.
fn filter(details: &RawValue) -> Result<ContentFilter> {
    let mut details: Map<String, Value> = read_json(details.get())?;
    let category = details.get("category").and_then(Value::as_str);
    let category = category.unwrap_or("refusal").to_owned();
    details.insert("filtered".to_owned(), true.into());
    Ok(ContentFilter::new(Map::from_iter([(
        category,
        details.into(),
    )])))
}
