use surprisal_core::{Error, Result};

use super::super::examples::{check, count};
use super::super::ranking::Ranking;
use super::{Bin, Binning};
use crate::Direction;
use crate::measure::sum;

/// How good probabilities of being right are, on answers of which it is known.
///
/// `Display` writes a table, [`svg`](Self::svg) a diagram. Bins of equal width, ten of them, unless [`with_binning`](Self::with_binning) says
/// otherwise.
///
/// ```
/// use surprisal_confidence::{Binning, Reliability};
///
/// // Made up.
/// let probabilities = [0.9, 0.9, 0.9, 0.9, 0.6, 0.6];
/// let correct = [true, true, true, false, true, false];
/// let reliability = Reliability::new(&probabilities, &correct)?.with_binning(Binning::EqualMass(2));
/// // 0.9 was right in 0.75 of 4, and 0.6 in 0.5 of 2.
/// assert!((reliability.ece() - (0.15 * 4.0 + 0.1 * 2.0) / 6.0).abs() < 1e-12);
/// assert!((reliability.mce() - 0.15).abs() < 1e-12);
/// assert_eq!(reliability.auroc(), Some(0.625));
/// println!("{reliability}");
/// # Ok::<(), surprisal_core::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Reliability {
    /// Probabilities with outcomes, in order of the probabilities; never empty.
    pub(super) answers: Vec<(f64, bool)>,
    pub(super) correct: usize,
    bins: Binning,
    pub(super) binned: Vec<Bin>,
}

impl Reliability {
    /// Of the probabilities that answers are right, and whether each was.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`](surprisal_core::ErrorKind::InvalidInput) where the lists differ in length or are empty, and where
    /// a probability is not within 0 to 1: for other scores there is [`Ranking`].
    pub fn new(probabilities: &[f64], correct: &[bool]) -> Result<Self> {
        check(probabilities, correct)?;
        let wrong = probabilities
            .iter()
            .enumerate()
            .find(|(_, probability)| !(0.0..=1.0).contains(*probability));
        if let Some((at, probability)) = wrong {
            return Err(Error::invalid_input(format!(
                "probability {at} is {probability}: it must be within 0 to 1, which a calibrator makes of any score"
            )));
        }
        let answers = probabilities.iter().copied().zip(correct.iter().copied());
        Ok(Self::of(answers.collect(), Binning::EqualWidth(10)))
    }

    /// Of answers that were checked.
    pub(super) fn of(mut answers: Vec<(f64, bool)>, bins: Binning) -> Self {
        // Outcomes too, so that no sum depends on the order in which equal ones came.
        answers.sort_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)));
        let outcomes: Vec<bool> = answers.iter().map(|(_, correct)| *correct).collect();
        Self {
            correct: count(&outcomes),
            bins,
            binned: bins.of(&answers),
            answers,
        }
    }

    /// Puts the answers into other bins. 0 bins are taken as one.
    #[must_use]
    pub fn with_binning(self, binning: Binning) -> Self {
        Self::of(self.answers, binning)
    }

    /// The number of answers.
    pub fn count(&self) -> usize {
        self.answers.len()
    }

    /// The fraction of answers that is right, 0 to 1.
    pub fn accuracy(&self) -> f64 {
        self.correct as f64 / self.count() as f64
    }

    /// The mean probability, 0 to 1.
    pub fn mean_probability(&self) -> f64 {
        self.mean(|(probability, _)| probability)
    }

    /// The answers by their probabilities, the lowest first; empty bins are there too.
    pub fn bins(&self) -> &[Bin] {
        &self.binned
    }

    /// How they were put there.
    pub fn binning(&self) -> Binning {
        self.bins
    }

    /// The expected calibration error, 0 to 1: the mean over the answers of how far accuracy and mean probability of their bin are
    /// apart (Naeini et al. 2015). It depends on the bins, and with few answers a bin it is too high even of perfect
    /// probabilities.
    pub fn ece(&self) -> f64 {
        let gaps = self.binned.iter().filter_map(|bin| {
            let weight = bin.count as f64 / self.count() as f64;
            Some(bin.gap()?.abs() * weight)
        });
        sum(gaps)
    }

    /// The maximum calibration error, 0 to 1: how far the two are apart in the worst bin (Naeini et al. 2015). A bin of one
    /// answer can be it.
    pub fn mce(&self) -> f64 {
        let gaps = self.binned.iter().filter_map(Bin::gap);
        gaps.map(f64::abs).fold(0.0, f64::max)
    }

    /// What the probabilities are worth by their order alone.
    pub fn ranking(&self) -> Ranking {
        Ranking::of(self.answers.clone(), Direction::HigherIsSurer)
    }

    /// The area under the curve of the receiver operating characteristic: see [`Ranking::auroc`].
    pub fn auroc(&self) -> Option<f64> {
        self.ranking().auroc()
    }

    /// The area under the risk–coverage curve: see [`Ranking::aurc`].
    pub fn aurc(&self) -> f64 {
        self.ranking().aurc()
    }

    pub(super) fn mean(&self, of: impl Fn((f64, bool)) -> f64) -> f64 {
        sum(self.answers.iter().map(|answer| of(*answer))) / self.count() as f64
    }
}
