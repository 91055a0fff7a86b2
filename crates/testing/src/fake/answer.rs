use serde_json::Value;
use surprisal_core::{Basis, FinishReason, Usage};

use super::piece::{Part, Piece};
use super::{FakeTokens, Fault, token};

/// An answer of a script: what [`FakeChatModel::say`](super::FakeChatModel::say) takes. A text or tokens alone are one.
///
/// Its parts come in the order in which they are added.
///
/// ```
/// use serde_json::json;
/// use surprisal_core::{CallOptions, RunnableExt, ToolDefinition};
/// use surprisal_testing::{FakeAnswer, FakeChatModel, token};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> surprisal_core::Result<()> {
/// let model = FakeChatModel::new().say(
///     FakeAnswer::new()
///         .reasoning("They ask for the weather.")
///         .text([token("One").p(0.6), token(" moment.").p(0.9)])
///         .tool_call("weather", json!({ "city": "Paris" })),
/// );
/// let answer = model.bind_tools([ToolDefinition::new("weather", json!({}))]).invoke("Is it fine?").await?;
/// assert_eq!(answer.text(), "One moment.");
/// assert_eq!(answer.tool_calls()[0].arguments["city"], "Paris");
/// # Ok(()) }
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FakeAnswer {
    pub(super) first: FakeChoice,
    pub(super) others: Vec<FakeChoice>,
    pub(super) usage: Option<Usage>,
    pub(super) faults: Vec<Fault>,
    /// Which distribution the probabilities are of.
    pub(super) basis: Option<Basis>,
}

/// One choice of an answer.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct FakeChoice {
    pub(super) pieces: Vec<Piece>,
    pub(super) finish_reason: Option<FinishReason>,
}

impl FakeAnswer {
    /// An answer that says nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds text.
    #[must_use]
    pub fn text(self, tokens: impl Into<FakeTokens>) -> Self {
        self.part(&Part::Text, tokens.into())
    }

    /// Adds reasoning. Its log probabilities are in a channel of their own.
    #[must_use]
    pub fn reasoning(self, tokens: impl Into<FakeTokens>) -> Self {
        self.part(&Part::Reasoning, tokens.into())
    }

    /// Adds words with which the model declines. Their log probabilities are in a channel of their own.
    #[must_use]
    pub fn refusal(self, tokens: impl Into<FakeTokens>) -> Self {
        self.part(&Part::Refusal, tokens.into())
    }

    /// Adds a call of this tool with these arguments, streamed in pieces and without log probabilities, as at OpenAI.
    #[must_use]
    pub fn tool_call(self, name: impl Into<String>, arguments: impl Into<Value>) -> Self {
        self.call(name.into(), arguments.into().to_string().into(), false)
    }

    /// Adds a call of this tool, whose arguments these tokens make up, be they JSON or not. Their log probabilities are
    /// in a channel of their own, as at vLLM.
    #[must_use]
    pub fn tool_call_tokens(
        self,
        name: impl Into<String>,
        arguments: impl Into<FakeTokens>,
    ) -> Self {
        self.call(name.into(), arguments.into(), true)
    }

    /// Sets why the model stopped. Unless set it is `tool_calls` where it calls a tool and `stop` otherwise; `max_tokens`
    /// makes it `length` in any case.
    #[must_use]
    pub fn finish_reason(mut self, reason: impl Into<FinishReason>) -> Self {
        self.first.finish_reason = Some(reason.into());
        self
    }

    /// Adds the choices of another answer, for calls that ask for more than one by `n`. LangChain's `generations`.
    #[must_use]
    pub fn or(mut self, other: impl Into<Self>) -> Self {
        let other = other.into();
        self.others.push(other.first);
        self.others.extend(other.others);
        self
    }

    /// Sets what the call cost. Unless set, a word of the messages and a token of the answer count as one each.
    #[must_use]
    pub fn usage(mut self, usage: Usage) -> Self {
        self.usage = Some(usage);
        self
    }

    /// Adds a fault, for this answer alone.
    #[must_use]
    pub fn fault(mut self, fault: Fault) -> Self {
        self.faults.push(fault);
        self
    }

    pub(super) fn choices(&self) -> impl Iterator<Item = &FakeChoice> {
        std::iter::once(&self.first).chain(&self.others)
    }

    fn call(self, name: String, arguments: FakeTokens, scored: bool) -> Self {
        let index = self.first.calls() as u32;
        self.part(&Part::Call { index, name }, token("").into())
            .part(&Part::Arguments { index, scored }, arguments)
    }

    fn part(mut self, part: &Part, tokens: FakeTokens) -> Self {
        let pieces = tokens.0.into_iter().map(|token| Piece {
            part: part.clone(),
            token,
        });
        self.first.pieces.extend(pieces);
        self
    }
}

impl FakeChoice {
    /// How many tools it calls.
    pub(super) fn calls(&self) -> usize {
        let calls = |piece: &&Piece| matches!(piece.part, Part::Call { .. });
        self.pieces.iter().filter(calls).count()
    }
}

impl<T: Into<FakeTokens>> From<T> for FakeAnswer {
    fn from(tokens: T) -> Self {
        Self::new().text(tokens)
    }
}
