use surprisal_core::{AiMessageChunk, Error, ErrorKind, FinishReason, Result};
use surprisal_openai_compat::wire::service_error;

use super::filters::Filters;
use super::item::Item;
use super::items::Items;
use super::piece::Piece;
use super::response::Response;
use crate::PROVIDER;

/// Adds to a chunk what a response says at its end: what is missing of its items, why it ended, what it cost.
///
/// # Errors
///
/// What the response says of its failure.
pub(crate) fn finish(
    response: &Response<'_>,
    items: &mut Items,
    top_hint: usize,
    chunk: &mut AiMessageChunk,
) -> Result<()> {
    if let Some(failure) = response.failure {
        return Err(service_error(PROVIDER, None, failure));
    }
    if response.status == "failed" {
        let message = "the response failed, and it is not said why";
        return Err(Error::new(ErrorKind::Server, message));
    }
    let mut piece = Piece::default();
    for (index, text) in (0..).zip(response.output.iter().flatten()) {
        items.end(index, &Item::read(text)?, top_hint, &mut piece)?;
    }
    let reason = finish_reason(response, items);
    let filters = response.content_filters.map(Filters::read);
    let filters = filters.unwrap_or_default();
    if let Some(choice) = piece.into_choice(Some(reason)) {
        chunk.push_choice(choice.with_content_filter(filters.answer));
    }
    if !response.usage.is_empty() {
        *chunk = std::mem::take(chunk).with_usage(response.usage.clone());
    }
    let metadata = chunk.response_metadata_mut();
    metadata.prompt_filters = filters.prompts;
    metadata.service_tier.clone_from(&response.service_tier);
    Ok(())
}

fn finish_reason(response: &Response<'_>, items: &Items) -> FinishReason {
    match (&*response.status, &*response.reason) {
        ("completed" | "", _) if items.has_calls() => FinishReason::ToolCalls,
        ("completed" | "", _) => FinishReason::Stop,
        ("incomplete", "max_output_tokens") => FinishReason::Length,
        ("incomplete", reason) if !reason.is_empty() => reason.into(),
        // It is still at work in the background, or was cancelled.
        (status, _) => status.into(),
    }
}
