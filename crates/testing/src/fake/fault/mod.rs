//! What real services do wrong, by name.

mod options;
mod stream;
mod token;

use std::time::Duration;

pub(super) use stream::Step;
use surprisal_core::{AiMessageChunk, CallOptions, ErrorKind, Result};

/// Something that a service does wrong, or that is right and seldom met. Each does what it says and nothing else, so that
/// a test can show that exactly this is noticed; several add up in their order.
///
/// All but those that are about a stream alone hold for [`invoke`](surprisal_core::RunnableExt::invoke) too.
///
/// ```
/// use surprisal_core::{CallOptions, RunnableExt};
/// use surprisal_testing::{FakeChatModel, Fault};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> surprisal_core::Result<()> {
/// let model = FakeChatModel::new().say("three words here").fault(Fault::DropLogprobsAfter(2));
/// let answer = model.bind(CallOptions::new().logprobs(true)).invoke("hi").await?;
/// assert_eq!((&*answer.text(), answer.logprobs().content().len()), ("three words here", 2));
/// # Ok(()) }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// The tokens of a choice after so many have no log probabilities, without a word; after 0, the answer has none.
    DropLogprobsAfter(usize),
    /// The log probabilities of a stream come all together with the finish reason. No law is broken but that they line up
    /// with the chunks.
    LogprobsAtEnd,
    /// Every second token of a choice has −9999.0, which stands for "at most that". No law is broken.
    Floors,
    /// No token has a number: each is null.
    MissingScores,
    /// Every token says that it has no bytes, as special tokens do.
    NullBytes,
    /// The bytes of the tokens are lost: in their text U+FFFD stands for a character, or for what is part of one.
    LossyUtf8,
    /// The alternatives come with the least likely first.
    Unsorted,
    /// Two or more alternatives have a probability of 0.9 each.
    MassAboveOne,
    /// The token's log probability is 0.4, which no probability has.
    Positive,
    /// The token is not among its alternatives, and its rank is not told.
    ChosenUnlisted,
    /// Each chunk of a stream repeats all that came before it.
    Cumulative,
    /// An empty chunk comes before each chunk. No law is broken.
    EmptyChunks,
    /// The pieces of all choices come as those of the first.
    MixedChoices,
    /// No finish reason is given.
    NoFinishReason,
    /// The usage has one token of output too many.
    Miscount,
    /// The option of this name is passed over in silence.
    Ignore(&'static str),
    /// What the service does not have, by its [capabilities](super::FakeChatModel::capabilities), is passed over in silence.
    IgnoreUnsupported,
    /// Messages and options are not checked.
    Unchecked,
    /// A stream ends after so many chunks as if that were all.
    EndAfter(usize),
    /// The answer fails after so many chunks; of a server that closes the connection it is
    /// [`ErrorKind::Truncated`].
    FailAfter(usize, ErrorKind),
    /// Nothing comes after so many chunks, for ever.
    StallAfter(usize),
    /// So long is the wait for the first chunk.
    Delay(Duration),
    /// So long is the wait for each chunk after the first.
    Pause(Duration),
}

impl Fault {
    /// What it makes of the options of a call.
    pub(super) fn options(self, options: CallOptions) -> Result<CallOptions> {
        match self {
            Self::Ignore(name) => options::without(options, name),
            _ => Ok(options),
        }
    }

    /// What it makes of the chunks of an answer.
    pub(super) fn chunks(self, chunks: Vec<AiMessageChunk>, stream: bool) -> Vec<AiMessageChunk> {
        match self {
            Self::LogprobsAtEnd if stream => stream::logprobs_at_end(chunks),
            Self::Cumulative if stream => stream::cumulative(chunks),
            Self::EmptyChunks if stream => stream::with_empty(chunks),
            Self::EndAfter(count) if stream => chunks.into_iter().take(count).collect(),
            Self::MixedChoices => stream::mixed(chunks),
            Self::NoFinishReason => stream::unfinished(chunks),
            Self::Miscount => stream::miscounted(chunks),
            _ => token::change(self, chunks),
        }
    }

    /// What it makes of the time in which they come.
    pub(super) fn steps(self, steps: Vec<Step>) -> Vec<Step> {
        match self {
            Self::FailAfter(count, kind) => Step::cut(steps, count, Step::Fail(count, kind)),
            Self::StallAfter(count) => Step::cut(steps, count, Step::Stall),
            Self::Delay(time) => Step::delay(steps, time),
            Self::Pause(time) => Step::pause(steps, time),
            _ => steps,
        }
    }
}
