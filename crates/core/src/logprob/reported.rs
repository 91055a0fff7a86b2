use serde::{Deserialize, Serialize};

/// What a provider says of an answer's log probabilities as a whole, such as Gemini's `avgLogprobs`: as it came, and
/// not to be trusted.
///
/// It is never computed here, and no measure uses it. Which tokens it is of is not told: Gemini's counts the thoughts
/// too, which are not among the tokens, so that −11.5 stands beside an answer of one token of −0.00001. It may also
/// come where no log probabilities were asked for. For a mean or a sum of the tokens see [`Measures`](super::Measures).
///
/// ```
/// use surprisal_core::{Channel, Logprobs, Reported, TokenLogprob};
///
/// let mut reported = Reported::default();
/// reported.mean = Some(-11.5);
/// let mut logprobs = Logprobs::new(Channel::Content, [TokenLogprob::new("yes", -0.25)]);
/// logprobs.set_reported(reported);
/// assert_eq!(logprobs.reported().mean, Some(-11.5));
/// assert_eq!(logprobs.measures().mean(), Some(-0.25));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Reported {
    /// The mean of the log probabilities, in nats a token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mean: Option<f64>,
    /// The sum of the log probabilities, in nats.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sum: Option<f64>,
}

impl Reported {
    /// Whether nothing is told.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// What is left of it, and of a later report in its place, number by number. One that is not finite tells nothing.
    pub(super) fn replaced_by(self, later: Self) -> Self {
        let finite = |number: Option<f64>| number.filter(|number| number.is_finite());
        Self {
            mean: finite(later.mean).or(self.mean),
            sum: finite(later.sum).or(self.sum),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Availability, Logprobs};

    #[test]
    fn a_number_that_is_not_finite_tells_nothing() {
        let mut logprobs = Logprobs::default();
        for number in [f64::NAN, f64::NEG_INFINITY] {
            let (mean, sum) = (Some(number), Some(number));
            logprobs.set_reported(Reported { mean, sum });
            assert_eq!(&logprobs, Logprobs::EMPTY);
        }
        let (mean, sum) = (Some(-1.0), Some(-2.0));
        logprobs.set_reported(Reported { mean, sum });
        let (mean, sum) = (Some(f64::NAN), None);
        logprobs.set_reported(Reported { mean, sum });
        let (mean, sum) = (Some(-1.0), Some(-2.0));
        assert_eq!(logprobs.reported(), Reported { mean, sum });
    }

    #[test]
    fn it_is_no_sign_of_tokens_and_no_part_of_the_measures() {
        let mut logprobs = Logprobs::default();
        let (mean, sum) = (Some(-1.0), Some(-2.0));
        logprobs.set_reported(Reported { mean, sum });
        assert_eq!(logprobs.availability(), Availability::NotRequested);
        assert!(logprobs.is_empty());
        assert_eq!(logprobs.measures().mean(), None);
    }
}
