use std::borrow::Cow;

use surprisal_core::{AiMessage, HasLogprobs, Logprobs, Usage};

use super::StructuredMethod;
use super::read::Reading;
use crate::json::Wrapping;

/// A value, with the answer that it was read from. (LangChain gives the value alone unless it is told to
/// `include_raw`.)
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Structured<T> {
    /// The value.
    pub value: T,
    /// The answer, with its log probabilities.
    pub message: AiMessage,
    /// How the model was made to give it.
    pub method: StructuredMethod,
    /// The answers before it, in their order: those that came by a method that the service warned that it does not have,
    /// and those that did not fit, where it was asked [again](super::StructuredOutput::with_repair).
    pub rejected: Vec<AiMessage>,
    pub(super) wrapping: Wrapping,
}

impl<T> Structured<T> {
    pub(super) fn new(
        value: T,
        message: AiMessage,
        reading: Reading,
        rejected: Vec<AiMessage>,
    ) -> Self {
        Self {
            value,
            message,
            method: reading.method,
            rejected,
            wrapping: reading.wrapping,
        }
    }

    /// What all answers cost together, the rejected ones included: see [`Usage::sum_of`].
    pub fn usage(&self) -> Usage {
        let answers = self.rejected.iter().chain([&self.message]);
        Usage::sum_of(answers.map(|answer| answer.usage().clone()))
    }
}

impl<T> HasLogprobs for Structured<T> {
    fn logprobs(&self) -> &Logprobs {
        self.message.logprobs()
    }

    fn text(&self) -> Cow<'_, str> {
        self.message.text()
    }
}
