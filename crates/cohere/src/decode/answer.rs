use serde::Deserialize;
use surprisal_core::{AiMessage, AiMessageChunk, ErrorKind, Result};
use surprisal_http::{ended, read_json};

use super::logprobs::{Item, of_answer};
use super::message::Message;
use super::one_or_many::one_or_many;
use super::outcome::outcome;
use super::pieces::Pieces;
use super::usage::Cost;
use crate::error::Fault;

/// An answer that is not streamed.
#[derive(Deserialize)]
struct Answer<'a> {
    id: Option<String>,
    message: Message,
    finish_reason: Option<String>,
    usage: Option<Cost>,
    #[serde(borrow, default, deserialize_with = "one_or_many")]
    logprobs: Option<Vec<Item<'a>>>,
}

/// The message that a body holds.
pub(crate) fn whole(body: &str) -> Result<AiMessage> {
    let answer: Answer<'_> = read_json(body).map_err(|error| match Fault::read(body) {
        Some(fault) if error.kind() == ErrorKind::BadResponse => fault.into_error(None),
        _ => error,
    })?;
    ended(answer.finish_reason.is_some(), "`finish_reason`")?;
    let mut pieces = Pieces::default();
    let thought: String = {
        let parts = answer.message.content.iter().flatten();
        parts.filter_map(|part| part.thinking.as_deref()).collect()
    };
    let mut choice = pieces.read(answer.message, None);
    pieces.end(choice.content_mut());
    if let Some(items) = &answer.logprobs {
        choice = choice.with_logprobs(of_answer(&thought, items));
    }
    let mut chunk = AiMessageChunk::default();
    if let Some(cost) = answer.usage {
        chunk = chunk.with_usage(cost.into_usage());
    }
    chunk.response_metadata_mut().id = answer.id;
    match outcome(answer.finish_reason.as_deref(), None) {
        Ok(reason) => Ok(chunk.with_choice(choice.with_finish_reason(reason)).into()),
        Err(error) => Err(error.with_partial(chunk.with_choice(choice))),
    }
}
