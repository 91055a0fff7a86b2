use std::ops::AddAssign;

use serde::{Deserialize, Serialize};

/// A sum with the rounding errors made good (Neumaier 1974): of any number of terms it is as exact as one addition.
///
/// ```
/// use surprisal_core::CompensatedSum;
///
/// let terms = [0.1; 10];
/// assert_ne!(terms.iter().sum::<f64>(), 1.0);
/// assert_eq!(CompensatedSum::of(terms).value(), 1.0);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CompensatedSum {
    sum: f64,
    lost: f64,
}

impl CompensatedSum {
    /// The sum of these terms.
    pub fn of(terms: impl IntoIterator<Item = f64>) -> Self {
        let mut sum = Self::default();
        terms.into_iter().for_each(|term| sum += term);
        sum
    }

    /// What the terms come to. Of an infinite one it is infinite, as in plain addition.
    pub fn value(self) -> f64 {
        match self.sum.is_finite() {
            true => self.sum + self.lost,
            false => self.sum,
        }
    }
}

/// One more term.
impl AddAssign<f64> for CompensatedSum {
    fn add_assign(&mut self, term: f64) {
        let sum = self.sum + term;
        self.lost += if self.sum.abs() >= term.abs() {
            self.sum - sum + term
        } else {
            term - sum + self.sum
        };
        self.sum = sum;
    }
}

/// All terms of another one.
impl AddAssign for CompensatedSum {
    fn add_assign(&mut self, other: Self) {
        *self += other.sum;
        self.lost += other.lost;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_addition_loses_is_kept() {
        assert_eq!([1.0, 1e100, 1.0, -1e100].iter().sum::<f64>(), 0.0);
        assert_eq!(CompensatedSum::of([1.0, 1e100, 1.0, -1e100]).value(), 2.0);
        let mut merged = CompensatedSum::of([1.0, 1e100]);
        merged += CompensatedSum::of([1.0, -1e100]);
        assert_eq!(merged.value(), 2.0);
    }

    #[test]
    fn an_infinite_term_is_no_nan() {
        let sum = CompensatedSum::of([1.0, f64::NEG_INFINITY, 2.0]);
        assert_eq!(sum.value(), f64::NEG_INFINITY);
    }
}
