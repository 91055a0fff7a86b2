use std::fmt;
use std::num::NonZeroUsize;
use std::str::FromStr;

use surprisal_core::Error;

use super::Measure;

/// GPT-4o's vocabulary, o200k: an upper bound for one that is smaller.
const VOCABULARY: NonZeroUsize = NonZeroUsize::new(200_019).unwrap();
const WINDOW: NonZeroUsize = NonZeroUsize::new(16).unwrap();
const TOP: NonZeroUsize = NonZeroUsize::new(5).unwrap();

impl Measure {
    /// Every measure; those with a parameter have a usual one: the worst tenth, the 95th percentile, windows of 16
    /// tokens, runs below 0.5, a weight of 0.3, a vocabulary of 200 019 tokens (o200k), 5 candidates.
    pub const ALL: &'static [Self] = &[
        Self::NormalizedProbability,
        Self::JointProbability,
        Self::Perplexity,
        Self::MeanSurprisal,
        Self::MeanSurprisalBits,
        Self::MinProbability,
        Self::MaxSurprise,
        Self::MeanMargin,
        Self::MinMargin,
        Self::MeanLnMargin,
        Self::MinLnMargin,
        Self::TailMean { worst: 0.1 },
        Self::Quantile { share: 0.95 },
        Self::WindowMean { tokens: WINDOW },
        Self::LongestRun { below: 0.5 },
        Self::WeakestLink { weight: 0.3 },
        Self::MeanEntropyAtLeast,
        Self::MeanEntropyAtMost {
            vocabulary: VOCABULARY,
        },
        Self::TraceConfidence { top: TOP },
        Self::OffTopRate,
        Self::OffListRate,
    ];

    /// The name without the parameter, such as `tail_mean`: what it is called in serialized form.
    pub const fn id(self) -> &'static str {
        match self {
            Self::NormalizedProbability => "normalized_probability",
            Self::JointProbability => "joint_probability",
            Self::Perplexity => "perplexity",
            Self::MeanSurprisal => "mean_surprisal",
            Self::MeanSurprisalBits => "mean_surprisal_bits",
            Self::MinProbability => "min_probability",
            Self::MaxSurprise => "max_surprise",
            Self::MeanMargin => "mean_margin",
            Self::MinMargin => "min_margin",
            Self::MeanLnMargin => "mean_ln_margin",
            Self::MinLnMargin => "min_ln_margin",
            Self::TailMean { .. } => "tail_mean",
            Self::Quantile { .. } => "quantile",
            Self::WindowMean { .. } => "window_mean",
            Self::LongestRun { .. } => "longest_run",
            Self::WeakestLink { .. } => "weakest_link",
            Self::MeanEntropyAtLeast => "mean_entropy_at_least",
            Self::MeanEntropyAtMost { .. } => "mean_entropy_at_most",
            Self::TraceConfidence { .. } => "trace_confidence",
            Self::OffTopRate => "off_top_rate",
            Self::OffListRate => "off_list_rate",
        }
    }

    /// The same measure with the parameter that a name has; `None` if it is none that it takes.
    fn with_parameter(self, text: &str) -> Option<Self> {
        let share = || {
            text.parse()
                .ok()
                .filter(|share| (0.0..=1.0).contains(share))
        };
        let count = || text.parse().ok();
        Some(match self {
            Self::TailMean { .. } => Self::TailMean { worst: share()? },
            Self::Quantile { .. } => Self::Quantile { share: share()? },
            Self::LongestRun { .. } => Self::LongestRun { below: share()? },
            Self::WeakestLink { .. } => Self::WeakestLink { weight: share()? },
            Self::WindowMean { .. } => Self::WindowMean { tokens: count()? },
            Self::TraceConfidence { .. } => Self::TraceConfidence { top: count()? },
            Self::MeanEntropyAtMost { .. } => Self::MeanEntropyAtMost {
                vocabulary: count()?,
            },
            _ => return None,
        })
    }
}

/// Its [id](Measure::id), with the parameter in brackets where it has one.
impl fmt::Display for Measure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let id = self.id();
        match self {
            Self::TailMean { worst: share }
            | Self::Quantile { share }
            | Self::LongestRun { below: share }
            | Self::WeakestLink { weight: share } => write!(f, "{id}({share})"),
            Self::WindowMean { tokens: count }
            | Self::MeanEntropyAtMost { vocabulary: count }
            | Self::TraceConfidence { top: count } => write!(f, "{id}({count})"),
            _ => f.write_str(id),
        }
    }
}

/// Reads what [`Display`](fmt::Display) writes. Without the brackets it is the one of [`Measure::ALL`].
impl FromStr for Measure {
    type Err = Error;

    /// [`ErrorKind::InvalidInput`](surprisal_core::ErrorKind::InvalidInput) for what is no measure.
    fn from_str(name: &str) -> Result<Self, Error> {
        let (id, parameter) = match name.strip_suffix(')').and_then(|name| name.split_once('(')) {
            Some((id, parameter)) => (id, Some(parameter)),
            None => (name, None),
        };
        let measure = Self::ALL.iter().find(|measure| measure.id() == id);
        let measure = measure.and_then(|measure| match parameter {
            Some(parameter) => measure.with_parameter(parameter),
            None => Some(*measure),
        });
        measure.ok_or_else(|| {
            let known: Vec<_> = Self::ALL.iter().map(Self::to_string).collect();
            let known = known.join(", ");
            Error::invalid_input(format!("there is no measure `{name}`: known are {known}"))
        })
    }
}
