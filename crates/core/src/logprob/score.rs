/// The highest value that stands for "less likely than we say" rather than for a number.
///
/// OpenAI, vLLM and TensorRT-LLM write −9999.0, Together −99999.0, llama.cpp the lowest `f32`;
/// genuine log probabilities down to about −30 have been recorded.
const FLOOR: f64 = -9999.0;

/// What a log probability on the wire is worth.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Score {
    /// A log probability in nats. Rounding may leave it a little above zero.
    Exact(f64),
    /// A censored value: the log probability is *at most* about this. Never average it.
    Floor(f64),
    /// The provider gave no number.
    Missing,
}

impl Score {
    /// Classifies a number as it came from a provider; `None` and NaN are [`Missing`](Self::Missing).
    ///
    /// ```
    /// use surprisal_core::Score;
    ///
    /// assert_eq!(Score::new(Some(-0.5)), Score::Exact(-0.5));
    /// assert_eq!(Score::new(Some(-9999.0)), Score::Floor(-9999.0));
    /// assert_eq!(Score::new(None), Score::Missing);
    /// ```
    pub fn new(logprob: Option<f64>) -> Self {
        match logprob {
            Some(value) if value <= FLOOR => Self::Floor(value),
            Some(value) if !value.is_nan() => Self::Exact(value),
            _ => Self::Missing,
        }
    }

    /// The log probability in nats, if it is exact.
    pub fn exact(self) -> Option<f64> {
        match self {
            Self::Exact(value) => Some(value),
            Self::Floor(_) | Self::Missing => None,
        }
    }
}
