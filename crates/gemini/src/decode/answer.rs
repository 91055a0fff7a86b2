use serde::Deserialize;
use surprisal_core::{Error, ErrorKind, PromptFilter};

use super::candidate::Candidate;
use super::filter::{SafetyRating, filter};
use super::text::Text;
use super::usage::UsageMetadata;
use crate::error::Fault;

/// An answer, or a part of one.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Answer<'a> {
    #[serde(borrow)]
    pub(super) candidates: Option<Vec<Candidate<'a>>>,
    #[serde(borrow)]
    pub(super) prompt_feedback: Option<PromptFeedback<'a>>,
    #[serde(borrow)]
    pub(super) usage_metadata: Option<UsageMetadata<'a>>,
    #[serde(borrow)]
    pub(super) model_version: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) response_id: Option<Text<'a>>,
    /// In the place of an answer, or after what came of one.
    pub(super) error: Option<Fault>,
}

/// What the service's filters say of the prompt.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PromptFeedback<'a> {
    #[serde(borrow)]
    block_reason: Option<Text<'a>>,
    block_reason_message: Option<String>,
    safety_ratings: Option<Vec<SafetyRating>>,
}

impl PromptFeedback<'_> {
    /// The error that it is, if the prompt was blocked: then there is no answer.
    pub(super) fn refusal(&self) -> Option<Error> {
        let reason = self.block_reason.as_ref()?.told()?;
        let message = match &self.block_reason_message {
            Some(words) => format!("the prompt was blocked for the reason {reason}: {words}"),
            None => format!(
                "the prompt was blocked for the reason {reason}: change it, or the safety settings"
            ),
        };
        Some(Error::new(ErrorKind::ContentFiltered, message).with_code(reason))
    }

    /// What it says of a prompt that was let through.
    pub(super) fn into_filter(self) -> Option<PromptFilter> {
        let filter = filter(self.safety_ratings.unwrap_or_default(), None)?;
        Some(PromptFilter::new(0, filter))
    }
}
