use std::borrow::Cow;

use surprisal_core::{HasLogprobs, Logprobs};

/// A given text with the log probability of each of its tokens.
///
/// The measures of [`HasLogprobs`] are those of the text: its joint probability, its perplexity and so on. The
/// rank of a token ([`TokenLogprob::rank`](surprisal_core::TokenLogprob::rank)) is 1 where greedy decoding
/// would have chosen it.
#[derive(Clone, Debug, PartialEq)]
pub struct Scored {
    text: String,
    logprobs: Logprobs,
}

impl Scored {
    pub(crate) fn new(text: String, logprobs: Logprobs) -> Self {
        Self { text, logprobs }
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The log probabilities of its tokens, as content; the distribution is the model's own.
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
