use std::borrow::Cow;

use crate::{HasLogprobs, Logprobs};

/// A given text with the log probability of each of its tokens.
///
/// The measures of [`HasLogprobs`] are those of the text: its joint probability, its perplexity and so on. Where
/// the model says it, the rank of a token ([`TokenLogprob::rank`](crate::TokenLogprob::rank)) is 1 where greedy
/// decoding would have chosen it.
///
/// ```
/// use surprisal_core::{Channel, HasLogprobs, Logprobs, Scored, TokenLogprob};
///
/// let tokens = [TokenLogprob::new(" blue", -0.5), TokenLogprob::new(".", -0.25)];
/// let scored = Scored::new(" blue.", Logprobs::new(Channel::Content, tokens));
/// assert_eq!(scored.sum_logprob(), Some(-0.75));
/// assert_eq!(scored.alignment()?.byte_range(1), Some(5..6));
/// # Ok::<(), surprisal_core::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Scored {
    text: String,
    logprobs: Logprobs,
}

impl Scored {
    /// A text with the log probabilities of its tokens, which are those of
    /// [`Channel::Content`](crate::Channel::Content).
    pub fn new(text: impl Into<String>, logprobs: Logprobs) -> Self {
        Self {
            text: text.into(),
            logprobs,
        }
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The log probabilities of its tokens, as content.
    pub fn logprobs(&self) -> &Logprobs {
        &self.logprobs
    }
}

impl HasLogprobs for Scored {
    fn logprobs(&self) -> &Logprobs {
        &self.logprobs
    }

    fn text(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.text)
    }
}
