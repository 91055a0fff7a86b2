use super::Reliability;
use crate::Interval;

impl Reliability {
    /// Where a number may lie on other answers like these, with 95 % confidence: the 2.5 and 97.5 percentiles of what it is on
    /// `rounds` samples with replacement (Efron 1979). The same seed gives the same interval; some thousand rounds are usual.
    ///
    /// The error of calibration is never below 0, and so higher on each sample than on all of the answers: take its upper end as
    /// cautious. `None` where the number is `None` on all samples, or there are no rounds.
    ///
    /// ```
    /// use surprisal_confidence::Reliability;
    ///
    /// let probabilities: Vec<f64> = (0..100).map(|at| f64::from(at) / 100.0).collect();
    /// let correct: Vec<bool> = (0..100).map(|at| at % 3 == 0 || at > 60).collect();
    /// let reliability = Reliability::new(&probabilities, &correct)?;
    /// let interval = reliability.bootstrap(200, 7, |sample| sample.auroc()).unwrap();
    /// assert!(interval.contains(reliability.auroc().unwrap()));
    /// # Ok::<(), surprisal_core::Error>(())
    /// ```
    pub fn bootstrap(
        &self,
        rounds: usize,
        seed: u64,
        number: impl Fn(&Self) -> Option<f64>,
    ) -> Option<Interval> {
        let mut random = fastrand::Rng::with_seed(seed);
        let count = self.count();
        let samples = (0..rounds).filter_map(|_| {
            let draws = (0..count).filter_map(|_| self.answers.get(random.usize(..count)));
            number(&Self::of(draws.copied().collect(), self.binning()))
        });
        let mut numbers: Vec<f64> = samples.filter(|number| !number.is_nan()).collect();
        numbers.sort_by(f64::total_cmp);
        let percentile = |part: f64| {
            let at = part * numbers.len().saturating_sub(1) as f64;
            numbers.get(at.round() as usize).copied()
        };
        Some(Interval::new(percentile(0.025)?, percentile(0.975)?))
    }
}
