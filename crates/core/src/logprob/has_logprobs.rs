use std::borrow::Cow;

use super::{Alignment, Entropy, Logprobs, Measures, TokenLogprob};
use crate::Result;

/// What an answer and a piece of an answer share: a text with the log probabilities of its tokens.
///
/// Every provided method is about the tokens of the answer's text ([`Channel::Content`]); for other
/// channels use [`Measures::of`], [`Alignment::new`] and [`Entropy::of`]. Each returns `None` where
/// there are no exact scores, and the sum and what is made of it also where one is
/// [no log probability](Measures::positive).
///
/// [`Channel::Content`]: crate::Channel::Content
///
/// ```
/// use surprisal_core::{Channel, HasLogprobs, Logprobs, Scored, TokenLogprob};
///
/// /// Of a message, a chunk, a choice, a scored text.
/// fn is_sure(answer: &impl HasLogprobs) -> bool {
///     answer.min_logprob().is_some_and(|logprob| logprob > 0.5_f64.ln())
/// }
///
/// let tokens = [TokenLogprob::new("Pa", -0.2), TokenLogprob::new("ris", -0.1)];
/// let answer = Scored::new("Paris", Logprobs::new(Channel::Content, tokens));
/// assert!(is_sure(&answer));
/// assert!((answer.joint_probability().unwrap() - (-0.3_f64).exp()).abs() < 1e-12);
/// assert_eq!(answer.alignment()?.byte_range(1), Some(2..5));
/// # Ok::<(), surprisal_core::Error>(())
/// ```
pub trait HasLogprobs {
    /// The log probabilities.
    fn logprobs(&self) -> &Logprobs;

    /// The answer's text, that the content tokens make up.
    fn text(&self) -> Cow<'_, str>;

    /// The tokens of the answer's text.
    fn tokens(&self) -> &[TokenLogprob] {
        self.logprobs().content()
    }

    /// All of the measures at once.
    fn measures(&self) -> Measures {
        self.logprobs().measures()
    }

    /// The sum of the log probabilities, in nats.
    fn sum_logprob(&self) -> Option<f64> {
        self.measures().sum()
    }

    /// The mean log probability, in nats a token.
    fn mean_logprob(&self) -> Option<f64> {
        self.measures().mean()
    }

    /// The lowest log probability, in nats.
    fn min_logprob(&self) -> Option<f64> {
        self.measures().min()
    }

    /// The probability of the whole text, 0 to 1.
    fn joint_probability(&self) -> Option<f64> {
        self.measures().joint_probability()
    }

    /// exp(−mean log probability).
    fn perplexity(&self) -> Option<f64> {
        self.measures().perplexity()
    }

    /// The mean over the tokens of the [entropy of their listed alternatives](TokenLogprob::entropy),
    /// in nats, with the mean mass that is left out. Tokens without a list are passed over.
    fn mean_entropy(&self) -> Option<Entropy> {
        let (mut count, mut nats, mut left_out) = (0.0, 0.0, 0.0);
        for entropy in self.tokens().iter().filter_map(TokenLogprob::entropy) {
            count += 1.0;
            nats += entropy.nats;
            left_out += entropy.left_out;
        }
        (count > 0.0).then_some(Entropy {
            nats: nats / count,
            left_out: left_out / count,
        })
    }

    /// The least [margin](TokenLogprob::margin) of any token, in nats.
    fn min_margin(&self) -> Option<f64> {
        self.tokens()
            .iter()
            .filter_map(TokenLogprob::margin)
            .reduce(f64::min)
    }

    /// Which bytes of [`text`](Self::text) each of [`tokens`](Self::tokens) stands for.
    ///
    /// # Errors
    ///
    /// As [`Alignment::new`]: where the tokens' bytes are unknown or are not those of the text.
    fn alignment(&self) -> Result<Alignment> {
        Alignment::new(self.tokens(), &self.text())
    }
}
