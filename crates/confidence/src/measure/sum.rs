use serde::{Deserialize, Serialize};

/// A sum with the rounding errors made good (Neumaier 1974): of any number of terms it is as exact as one addition.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Sum {
    sum: f64,
    lost: f64,
}

/// The sum of these, compensated.
pub(crate) fn sum(terms: impl IntoIterator<Item = f64>) -> f64 {
    Sum::of(terms).value()
}

impl Sum {
    pub(crate) fn of(terms: impl IntoIterator<Item = f64>) -> Self {
        let mut sum = Self::default();
        terms.into_iter().for_each(|term| sum.add(term));
        sum
    }

    pub(crate) fn add(&mut self, term: f64) {
        let sum = self.sum + term;
        self.lost += if self.sum.abs() >= term.abs() {
            self.sum - sum + term
        } else {
            term - sum + self.sum
        };
        self.sum = sum;
    }

    pub(crate) fn merge(&mut self, other: Self) {
        self.add(other.sum);
        self.lost += other.lost;
    }

    pub(crate) fn value(self) -> f64 {
        self.sum + self.lost
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_addition_loses_is_kept() {
        assert_eq!([1.0, 1e100, 1.0, -1e100].iter().sum::<f64>(), 0.0);
        assert_eq!(Sum::of([1.0, 1e100, 1.0, -1e100]).value(), 2.0);
        let mut merged = Sum::of([1.0, 1e100]);
        merged.merge(Sum::of([1.0, -1e100]));
        assert_eq!(merged.value(), 2.0);
    }
}
