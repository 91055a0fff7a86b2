use super::super::wilson::wilson;
use crate::Interval;
use crate::measure::sum;

/// How probabilities are put into bins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Binning {
    /// As many bins of equal width from 0 to 1. The upper edge belongs to a bin and the lower one does not, but for 0, which
    /// is in the first.
    EqualWidth(usize),
    /// At most as many bins of nearly equal numbers of answers. Answers of equal probability are in one bin, so that the
    /// order of the answers changes nothing; where there are many of these there are fewer bins.
    EqualMass(usize),
}

/// The answers with probabilities in a range.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Bin {
    /// Where the range begins; for [`Binning::EqualMass`] the least probability in it.
    pub lower: f64,
    /// Where the range ends; for [`Binning::EqualMass`] the greatest probability in it.
    pub upper: f64,
    /// How many answers there are.
    pub count: usize,
    /// How many of these are right.
    pub correct: usize,
    /// The mean of their probabilities; `None` where there is no answer.
    pub mean_probability: Option<f64>,
}

impl Bin {
    /// Of answers with their outcomes.
    fn new(lower: f64, upper: f64, answers: &[(f64, bool)]) -> Self {
        let count = answers.len();
        let total = sum(answers.iter().map(|(probability, _)| *probability));
        Self {
            lower,
            upper,
            count,
            correct: answers.iter().filter(|(_, correct)| *correct).count(),
            mean_probability: (count > 0).then(|| total / count as f64),
        }
    }

    /// The fraction that is right, 0 to 1. `None` where there is no answer.
    pub fn accuracy(&self) -> Option<f64> {
        (self.count > 0).then(|| self.correct as f64 / self.count as f64)
    }

    /// Where the accuracy may lie, with 95 % confidence (Wilson 1927). `None` where there is no answer.
    pub fn interval(&self) -> Option<Interval> {
        wilson(self.correct, self.count)
    }

    /// The accuracy less the mean probability: below 0 where the probabilities say too much.
    pub fn gap(&self) -> Option<f64> {
        Some(self.accuracy()? - self.mean_probability?)
    }
}

impl Binning {
    /// The bins of these answers, which are in order of their probabilities.
    pub(super) fn of(self, answers: &[(f64, bool)]) -> Vec<Bin> {
        match self {
            Self::EqualWidth(bins) => equal_width(answers, bins.max(1)),
            Self::EqualMass(bins) => equal_mass(answers, bins.max(1)),
        }
    }
}

fn equal_width(mut rest: &[(f64, bool)], bins: usize) -> Vec<Bin> {
    let edge = |at: usize| at as f64 / bins as f64;
    let bins = 0..bins;
    bins.map(|at| {
        let upper = edge(at + 1);
        let here = rest.partition_point(|(probability, _)| *probability <= upper);
        let (answers, behind) = rest.split_at(here);
        rest = behind;
        Bin::new(edge(at), upper, answers)
    })
    .collect()
}

fn equal_mass(answers: &[(f64, bool)], bins: usize) -> Vec<Bin> {
    let mut seen = 0;
    // Equal probabilities go where the middle one of them belongs.
    let mut placed: Vec<(usize, &[(f64, bool)])> = Vec::new();
    for equal in answers.chunk_by(|(one, _), (other, _)| one == other) {
        let middle = 2 * seen + equal.len();
        let bin = (bins as u128 * middle as u128 / (2 * answers.len()) as u128) as usize;
        let start = seen;
        seen += equal.len();
        match placed.last_mut() {
            Some((last, together)) if *last == bin => {
                let from = start - together.len();
                *together = answers.get(from..seen).unwrap_or_default();
            }
            _ => placed.push((bin, equal)),
        }
    }
    let bins = placed.into_iter().filter_map(|(_, answers)| {
        let ((lower, _), (upper, _)) = (answers.first()?, answers.last()?);
        Some(Bin::new(*lower, *upper, answers))
    });
    bins.collect()
}
