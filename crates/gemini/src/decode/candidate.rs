use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};
use surprisal_core::{ChoiceChunk, ContentBlock, FinishReason, Logprobs, Reported, Result};
use surprisal_http::read_json;

use super::filter::{SafetyRating, filter};
use super::logprobs::LogprobsResult;
use super::number::number;
use super::part::{Said, read_part};
use super::text::Text;
use crate::PROVIDER;

/// One of the answers, or a part of one. What is rare is kept as text.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Candidate<'a> {
    index: Option<u32>,
    #[serde(borrow)]
    content: Option<Content<'a>>,
    #[serde(borrow)]
    finish_reason: Option<Text<'a>>,
    #[serde(borrow)]
    finish_message: Option<&'a RawValue>,
    safety_ratings: Option<Vec<SafetyRating>>,
    #[serde(borrow)]
    logprobs_result: Option<LogprobsResult<'a>>,
    #[serde(default, deserialize_with = "number")]
    avg_logprobs: Option<f64>,
    #[serde(borrow)]
    citation_metadata: Option<&'a RawValue>,
    #[serde(borrow)]
    grounding_metadata: Option<&'a RawValue>,
    #[serde(borrow)]
    url_context_metadata: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Content<'a> {
    #[serde(borrow)]
    parts: Option<Vec<&'a RawValue>>,
}

/// What is known of a candidate from the events before.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// How many calls it has made.
    calls: u32,
    pub(super) is_over: bool,
}

impl Candidate<'_> {
    /// Which of the answers it is. Vertex AI leaves the index of the first out.
    pub(super) fn index(&self, position: u32) -> u32 {
        self.index.unwrap_or(position)
    }

    /// What it adds to the answer.
    pub(super) fn into_choice(self, index: u32, known: &mut Known) -> Result<ChoiceChunk> {
        let mut said = Said::new(known.calls);
        let parts = self
            .content
            .as_ref()
            .and_then(|content| content.parts.as_ref());
        for part in parts.into_iter().flatten() {
            read_part(part, &mut said)?;
        }
        known.calls = said.next_call;
        if let Some(note) = self.note()? {
            said.content.push(ContentBlock::opaque(PROVIDER, note));
        }
        let mut choice = ChoiceChunk::new(index, said.content);
        for call in said.calls {
            choice = choice.with_tool_call_chunk(call);
        }
        choice = choice.with_logprobs(self.logprobs());
        let reason = self.finish_reason.as_ref().and_then(Text::told);
        let stopped = reason.filter(|reason| is_filter(reason));
        let filter = filter(self.safety_ratings.unwrap_or_default(), stopped);
        choice = choice.with_content_filter(filter);
        known.is_over |= reason.is_some();
        Ok(choice.with_finish_reason(reason.map(|reason| finish_reason(reason, known.calls > 0))))
    }

    /// The log probabilities of its tokens, and what is said of all of them, which comes unasked too.
    fn logprobs(&self) -> Logprobs {
        let result = self.logprobs_result.as_ref();
        let tokens = result.and_then(LogprobsResult::logprobs);
        let mut logprobs = tokens.unwrap_or_default();
        let mut reported = Reported::default();
        reported.mean = self.avg_logprobs;
        reported.sum = result.and_then(|result| result.log_probability_sum);
        logprobs.set_reported(reported);
        logprobs
    }

    /// What else is said of it, which is no part of the conversation.
    fn note(&self) -> Result<Option<Value>> {
        let told = [
            ("finishMessage", self.finish_message),
            ("citationMetadata", self.citation_metadata),
            ("groundingMetadata", self.grounding_metadata),
            ("urlContextMetadata", self.url_context_metadata),
        ];
        let mut note = Map::new();
        for (name, json) in told {
            if let Some(json) = json {
                note.insert(name.to_owned(), read_json(json.get())?);
            }
        }
        Ok((!note.is_empty()).then(|| json!({ "candidate": note })))
    }
}

/// Why it ended, in the words that are used for all providers where there is one.
fn finish_reason(reason: &str, has_calls: bool) -> FinishReason {
    match reason {
        "STOP" if has_calls => FinishReason::ToolCalls,
        "STOP" => FinishReason::Stop,
        "MAX_TOKENS" => FinishReason::Length,
        filter if is_filter(filter) => FinishReason::ContentFilter,
        other => FinishReason::Other(other.to_owned()),
    }
}

/// Whether an answer that ended so was kept back.
fn is_filter(reason: &str) -> bool {
    matches!(
        reason,
        "SAFETY"
            | "RECITATION"
            | "BLOCKLIST"
            | "PROHIBITED_CONTENT"
            | "SPII"
            | "MODEL_ARMOR"
            | "IMAGE_SAFETY"
            | "IMAGE_PROHIBITED_CONTENT"
            | "IMAGE_RECITATION"
    )
}
