use std::f64::consts::LN_2;
use std::num::NonZeroUsize;

use serde::{Deserialize, Serialize};
use surprisal_core::{HasLogprobs, TokenLogprob};

use super::surprises::Surprises;
use super::{Direction, Needs, Running, Unit};

/// A number that says how sure an answer is, of the log probabilities of its content. It is a value, so that a
/// threshold, a calibrator or a report can name the measure that it is about; [`Display`](std::fmt::Display) and
/// [`FromStr`](std::str::FromStr) are its name, such as `tail_mean(0.1)`.
///
/// ℓ is the natural logarithm of the probability of a token, −ℓ its surprisal. Means pass over tokens without an exact
/// score. What is about all of the tokens or the worst of them is `None` where one has no exact score, since that one
/// may be the worst: [`Running`] counts these and bounds what they leave open. Where a "log probability" is above 0, no
/// measure is of anything.
///
/// ```
/// use surprisal_confidence::{Direction, Measure};
/// use surprisal_core::TokenLogprob;
///
/// let tokens = [TokenLogprob::new("a", -0.1), TokenLogprob::new("b", -2.0)];
/// assert_eq!(Measure::MaxSurprise.of_tokens(&tokens), Some(2.0));
/// assert_eq!(Measure::MaxSurprise.direction(), Direction::LowerIsSurer);
/// assert_eq!(Measure::MinMargin.of_tokens(&tokens), None); // no alternatives were listed
/// assert_eq!("tail_mean(0.2)".parse::<Measure>()?, Measure::TailMean { worst: 0.2 });
/// # Ok::<(), surprisal_core::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Measure {
    /// exp(mean ℓ): the geometric mean of the probabilities of the tokens (Malinin and Gales 2021, arXiv 2002.07650).
    NormalizedProbability,
    /// exp(Σ ℓ): the probability of the whole text.
    JointProbability,
    /// exp(−mean ℓ) (Jelinek et al. 1977).
    Perplexity,
    /// mean −ℓ, in nats a token: the cross entropy. What some call perplexity.
    MeanSurprisal,
    /// mean −ℓ / ln 2, in bits a token.
    MeanSurprisalBits,
    /// exp(min ℓ): the probability of the least likely token (Manakul et al. 2023, arXiv 2303.08896).
    MinProbability,
    /// max −ℓ, in nats: the surprisal of the least likely token.
    MaxSurprise,
    /// The mean of p₁ − p₂, of the two likeliest candidates of each position that lists two (ucci's signal is 1 less
    /// this).
    MeanMargin,
    /// The least p₁ − p₂ of any position.
    MinMargin,
    /// The mean of ℓ₁ − ℓ₂, of the two likeliest candidates of each position, in nats.
    MeanLnMargin,
    /// The least ℓ₁ − ℓ₂ of any position, in nats.
    MinLnMargin,
    /// The mean of the greatest ⌈share · n⌉ surprisals, in nats: an expected shortfall (Rockafellar and Uryasev 2000).
    TailMean {
        /// Which share of the tokens is the tail, 0 to 1; it is at least one token.
        worst: f64,
    },
    /// The surprisal that this share of the tokens does not exceed, in nats: the value of rank ⌈share · n⌉.
    Quantile {
        /// Which share of the tokens, 0 to 1; it is at least one token.
        share: f64,
    },
    /// The greatest mean surprisal of so many tokens in a row, in nats. An answer that is shorter is one window.
    WindowMean {
        /// How many.
        tokens: NonZeroUsize,
    },
    /// How many tokens in a row, at most, have a probability below a threshold.
    LongestRun {
        /// The threshold, 0 to 1.
        below: f64,
    },
    /// (1 − w) · mean ℓ + w · max(min ℓ, −10), in nats: the mean with the weakest token in it (mcp-confidence).
    WeakestLink {
        /// w, 0 to 1.
        weight: f64,
    },
    /// The mean over the positions of the least entropy that the listed alternatives leave open, in nats; see
    /// [`entropy_bounds`](super::entropy_bounds).
    MeanEntropyAtLeast,
    /// The mean over the positions of the greatest entropy that the listed alternatives leave open, in nats; see
    /// [`entropy_bounds`](super::entropy_bounds).
    MeanEntropyAtMost {
        /// How many tokens the model knows.
        vocabulary: NonZeroUsize,
    },
    /// The mean over the positions of −(1/k) Σ ℓⱼ over the k likeliest candidates, in nats: the confidence of a trace
    /// (DeepConf, Fu et al. 2025, arXiv 2508.15260). `None` where fewer are listed anywhere, since values of different
    /// k cannot be compared.
    TraceConfidence {
        /// k.
        top: NonZeroUsize,
    },
    /// The share of the tokens for which a likelier alternative was listed.
    OffTopRate,
    /// The share of the tokens that the list of alternatives lacks.
    OffListRate,
}

impl Measure {
    /// The value for this answer, or `None` where there is no signal: no log probabilities, or not those that it needs.
    pub fn of(self, answer: &(impl HasLogprobs + ?Sized)) -> Option<f64> {
        self.of_tokens(answer.tokens())
    }

    /// The value for these tokens: of another channel, of a field, of a sentence.
    pub fn of_tokens(self, tokens: &[TokenLogprob]) -> Option<f64> {
        let surprises = || Surprises::of(tokens);
        match self {
            Self::TailMean { worst } => surprises()?.tail_mean(worst),
            Self::Quantile { share } => surprises()?.quantile(share),
            Self::LongestRun { below } => surprises()?.longest_run(below),
            Self::TraceConfidence { top } => super::place::trace_confidence(tokens, top),
            Self::WindowMean { tokens: size } => {
                self.of_running(&Running::new().with_window(size).with(tokens))
            }
            _ => self.of_running(&Running::of(tokens)),
        }
    }

    /// The value for what has come of a stream so far. `None` also for what cannot be told without all of the tokens: a
    /// quantile, the longest run, the confidence of a trace, a window of another size, and a tail of more tokens than
    /// are kept (see [`Running::tail_mean`]).
    pub fn of_running(self, running: &Running) -> Option<f64> {
        if running.positive() > 0 {
            return None;
        }
        match self {
            Self::NormalizedProbability => running.mean().map(f64::exp),
            Self::JointProbability => running.sum().filter(|_| running.is_exact()).map(f64::exp),
            Self::Perplexity => running.perplexity(),
            Self::MeanSurprisal => running.mean().map(surprisal),
            Self::MeanSurprisalBits => running.mean().map(|mean| surprisal(mean) / LN_2),
            Self::MinProbability => lowest(running).map(f64::exp),
            Self::MaxSurprise => lowest(running).map(surprisal),
            Self::MeanMargin => running.mean_margin(),
            Self::MinMargin => running.min_margin(),
            Self::MeanLnMargin => running.mean_ln_margin(),
            Self::MinLnMargin => running.min_ln_margin(),
            Self::TailMean { worst } => {
                let tail = running.tail_mean(worst).filter(|tail| tail.is_exact());
                Some(tail?.lower)
            }
            Self::WindowMean { tokens } => {
                let window = running.window().filter(|window| window.size() == tokens);
                window.filter(|_| running.is_exact())?.worst()
            }
            Self::WeakestLink { weight } => {
                let (mean, min) = (running.mean()?, lowest(running)?.max(WEAKEST));
                Some((1.0 - weight) * mean + weight * min).filter(|mix| !mix.is_nan())
            }
            Self::MeanEntropyAtLeast => Some(running.mean_entropy(None)?.lower),
            Self::MeanEntropyAtMost { vocabulary } => {
                Some(running.mean_entropy(Some(vocabulary))?.upper)
            }
            Self::OffTopRate => running.off_top_rate(),
            Self::OffListRate => running.off_list_rate(),
            Self::Quantile { .. } | Self::LongestRun { .. } | Self::TraceConfidence { .. } => None,
        }
    }

    /// In which direction it grows.
    pub fn direction(self) -> Direction {
        match self {
            Self::NormalizedProbability
            | Self::JointProbability
            | Self::MinProbability
            | Self::MeanMargin
            | Self::MinMargin
            | Self::MeanLnMargin
            | Self::MinLnMargin
            | Self::WeakestLink { .. }
            | Self::TraceConfidence { .. } => Direction::HigherIsSurer,
            Self::Perplexity
            | Self::MeanSurprisal
            | Self::MeanSurprisalBits
            | Self::MaxSurprise
            | Self::TailMean { .. }
            | Self::Quantile { .. }
            | Self::WindowMean { .. }
            | Self::LongestRun { .. }
            | Self::MeanEntropyAtLeast
            | Self::MeanEntropyAtMost { .. }
            | Self::OffTopRate
            | Self::OffListRate => Direction::LowerIsSurer,
        }
    }

    /// What it counts in.
    pub fn unit(self) -> Unit {
        match self {
            Self::NormalizedProbability
            | Self::JointProbability
            | Self::MinProbability
            | Self::MeanMargin
            | Self::MinMargin
            | Self::OffTopRate
            | Self::OffListRate => Unit::Probability,
            Self::Perplexity => Unit::Perplexity,
            Self::MeanSurprisalBits => Unit::Bits,
            Self::LongestRun { .. } => Unit::Tokens,
            Self::MeanSurprisal
            | Self::MaxSurprise
            | Self::MeanLnMargin
            | Self::MinLnMargin
            | Self::TailMean { .. }
            | Self::Quantile { .. }
            | Self::WindowMean { .. }
            | Self::WeakestLink { .. }
            | Self::MeanEntropyAtLeast
            | Self::MeanEntropyAtMost { .. }
            | Self::TraceConfidence { .. } => Unit::Nats,
        }
    }

    /// What it needs of each token.
    pub fn needs(self) -> Needs {
        match self {
            Self::MeanMargin
            | Self::MinMargin
            | Self::MeanLnMargin
            | Self::MinLnMargin
            | Self::MeanEntropyAtLeast
            | Self::MeanEntropyAtMost { .. }
            | Self::TraceConfidence { .. }
            | Self::OffTopRate
            | Self::OffListRate => Needs::Alternatives,
            _ => Needs::Chosen,
        }
    }
}

/// The least ℓ that the weakest link counts as: mcp-confidence's floor.
const WEAKEST: f64 = -10.0;

/// The lowest log probability, where it is known of all.
fn lowest(running: &Running) -> Option<f64> {
    let (_, lowest) = running.min().filter(|_| running.is_exact())?;
    Some(lowest)
}

/// The surprisal of a log probability; 0 is not −0.
fn surprisal(logprob: f64) -> f64 {
    0.0 - logprob
}
