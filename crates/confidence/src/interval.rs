use serde::{Deserialize, Serialize};

/// What a value may be at least and at most, where what is known does not say it exactly: an alternative that a provider
/// did not list has some probability, and not 0.
///
/// ```
/// use surprisal_confidence::Interval;
///
/// let unlisted = Interval::new(0.0, 0.02);
/// assert!(unlisted.contains(0.01) && !unlisted.is_exact());
/// assert_eq!(Interval::exact(0.9).midpoint(), 0.9);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Interval {
    /// The least that it may be.
    pub lower: f64,
    /// The most that it may be.
    pub upper: f64,
}

impl Interval {
    /// Between these two, which are put in order.
    pub fn new(one: f64, other: f64) -> Self {
        Self {
            lower: one.min(other),
            upper: one.max(other),
        }
    }

    /// This value and no other.
    pub fn exact(value: f64) -> Self {
        Self::new(value, value)
    }

    /// Whether there is only one value that it may be.
    pub fn is_exact(self) -> bool {
        self.lower == self.upper
    }

    /// Whether it may be this value.
    pub fn contains(self, value: f64) -> bool {
        (self.lower..=self.upper).contains(&value)
    }

    /// Half way between the two.
    pub fn midpoint(self) -> f64 {
        f64::midpoint(self.lower, self.upper)
    }

    /// How far the two are apart.
    pub fn width(self) -> f64 {
        self.upper - self.lower
    }
}
