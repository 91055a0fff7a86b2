use std::borrow::Cow;

use async_trait::async_trait;

use super::{Rig, Scenario, Stop};

/// What the suite looks at: a provider's model, with a service of which a scenario says what it does.
///
/// A provider over HTTP has one by [`OverHttp`](super::OverHttp), and writes its [`Wire`](super::Wire) only.
#[async_trait]
pub trait Subject: Send + Sync {
    /// A model whose service does what the scenario says.
    ///
    /// # Errors
    ///
    /// [`Stop::Skip`] where no such service can be had, with the reason, and [`Stop::Fail`] where it should have been.
    async fn rig(&self, scenario: Scenario) -> Result<Rig, Stop>;

    /// Why this is not there to be looked at; `None`, as unless said otherwise, where it is. What a service has or has
    /// not of what a call can ask for is told by the capabilities of the model's
    /// [profile](surprisal_core::RunnableExt::profile), not here.
    fn lacks(&self, part: Part) -> Option<Cow<'static, str>> {
        let _ = part;
        None
    }
}

/// What one provider's answers and errors have and another's have not, beside what a call can ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Part {
    /// Answers have an id.
    AnswerId,
    /// Answers name the model.
    ModelName,
    /// Answers tell their usage.
    Usage,
    /// Refusals are apart from the text.
    Refusal,
    /// The tokens of a refusal have log probabilities.
    RefusalLogprobs,
    /// Reasoning is apart from the text.
    Reasoning,
    /// The tokens of the reasoning have log probabilities.
    ReasoningLogprobs,
    /// Tokens have ids.
    TokenIds,
    /// A token may hold a part of a character.
    PartialTokens,
    /// A list of alternatives may be left out, which differs from an empty one.
    AbsentAlternatives,
    /// Zero alternatives can be asked for, which differs from saying nothing of them.
    ZeroAlternatives,
    /// A token may have no number.
    AbsentScores,
    /// Messages have names.
    Names,
    /// Requests have ids.
    RequestIds,
    /// Errors have a status and a body.
    Responses,
    /// A stream can tell of an error.
    ErrorsInStreams,
    /// The model retries by itself.
    Retries,
    /// Answers arrive in pieces of bytes.
    Bytes,
    /// The provider's own form of the answer can be kept.
    Raw,
}
