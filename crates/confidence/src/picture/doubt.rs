use std::f64::consts::LN_2;

use surprisal_core::Score;

/// How surprising a token was: its surprisal −log₂ p in five fixed steps, so that two texts compare.
///
/// A text is marked by what is doubtful; what is sure stays as it is. The steps are those of every picture:
///
/// | | bits | probability, about |
/// |---|---|---|
/// | [`Sure`](Self::Sure) | under 0.15 | over 90 % |
/// | [`Slight`](Self::Slight) | 0.15 to 1 | 50 to 90 % |
/// | [`Moderate`](Self::Moderate) | 1 to 2.3 | 20 to 50 % |
/// | [`Strong`](Self::Strong) | 2.3 to 4.3 | 5 to 20 % |
/// | [`Great`](Self::Great) | over 4.3 | under 5 % |
///
/// They are ordered from what needs no attention to what needs the most.
///
/// ```
/// use surprisal_confidence::Doubt;
/// use surprisal_core::Score;
///
/// assert_eq!(Doubt::of(Score::Exact(-0.01)), Doubt::Sure);
/// assert_eq!(Doubt::of(Score::Exact(0.3_f64.ln())), Doubt::Moderate);
/// assert_eq!(Doubt::of(Score::Floor(-9999.0)), Doubt::Great);
/// assert_eq!(Doubt::of(Score::Missing), Doubt::Unknown);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Doubt {
    /// Under 0.15 bits.
    Sure,
    /// 0.15 to 1 bit.
    Slight,
    /// 1 to 2.3 bits.
    Moderate,
    /// 2.3 to 4.3 bits.
    Strong,
    /// Over 4.3 bits, or so unlikely that the provider gave no number.
    Great,
    /// No log probability is known, which is not the same as being sure.
    Unknown,
}

/// A value above this is no rounding of 0: no probability is greater than 1.
const ROUNDING: f64 = 1e-6;

impl Doubt {
    /// Every step, in order.
    pub const ALL: [Self; 6] = [
        Self::Sure,
        Self::Slight,
        Self::Moderate,
        Self::Strong,
        Self::Great,
        Self::Unknown,
    ];

    /// The step of a score. A value that is greater than 0 by more than rounding is no log probability, and unknown.
    pub fn of(score: Score) -> Self {
        match score {
            Score::Exact(logprob) if logprob <= ROUNDING => Self::of_bits(-logprob / LN_2),
            Score::Floor(_) => Self::Great,
            _ => Self::Unknown,
        }
    }

    /// The step of a surprisal in bits.
    pub fn of_bits(bits: f64) -> Self {
        match bits {
            bits if bits < 0.15 => Self::Sure,
            bits if bits <= 1.0 => Self::Slight,
            bits if bits <= 2.3 => Self::Moderate,
            bits if bits <= 4.3 => Self::Strong,
            bits if bits.is_nan() => Self::Unknown,
            _ => Self::Great,
        }
    }

    /// Its bits in words.
    pub(super) fn bits(self) -> &'static str {
        match self {
            Self::Sure => "under 0.15",
            Self::Slight => "0.15–1",
            Self::Moderate => "1–2.3",
            Self::Strong => "2.3–4.3",
            Self::Great => "over 4.3",
            Self::Unknown => "unknown",
        }
    }

    /// Its probabilities in words.
    pub(super) fn probability(self) -> &'static str {
        match self {
            Self::Sure => "over 90 %",
            Self::Slight => "50–90 %",
            Self::Moderate => "20–50 %",
            Self::Strong => "5–20 %",
            Self::Great => "under 5 %",
            Self::Unknown => "unknown",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_steps_are_where_they_are_said_to_be() {
        for (bits, doubt) in [
            (0.0, Doubt::Sure),
            (0.149, Doubt::Sure),
            (0.15, Doubt::Slight),
            (1.0, Doubt::Slight),
            (1.01, Doubt::Moderate),
            (2.3, Doubt::Moderate),
            (2.31, Doubt::Strong),
            (4.3, Doubt::Strong),
            (4.31, Doubt::Great),
            (f64::INFINITY, Doubt::Great),
        ] {
            assert_eq!(Doubt::of_bits(bits), doubt, "{bits}");
        }
    }

    #[test]
    fn the_probabilities_in_words_are_those_of_the_steps() {
        let of = |probability: f64| Doubt::of(Score::new(Some(probability.ln())));
        for (probability, doubt) in [
            (1.0, Doubt::Sure),
            (0.91, Doubt::Sure),
            (0.89, Doubt::Slight),
            (0.5, Doubt::Slight),
            (0.49, Doubt::Moderate),
            (0.21, Doubt::Moderate),
            (0.19, Doubt::Strong),
            (0.06, Doubt::Strong),
            (0.04, Doubt::Great),
        ] {
            assert_eq!(of(probability), doubt, "{probability}");
        }
    }

    #[test]
    fn what_is_not_known_is_not_taken_for_sure() {
        assert_eq!(Doubt::of(Score::new(Some(-9999.0))), Doubt::Great);
        assert_eq!(Doubt::of(Score::new(None)), Doubt::Unknown);
        assert_eq!(Doubt::of(Score::new(Some(0.7))), Doubt::Unknown);
        assert_eq!(Doubt::of(Score::new(Some(1e-9))), Doubt::Sure);
        assert_eq!(Doubt::of_bits(f64::NAN), Doubt::Unknown);
    }
}
