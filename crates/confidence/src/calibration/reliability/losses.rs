use super::Reliability;
use crate::measure::sum;

/// What a Brier score is made of, by bins (Murphy 1973): it is `reliability − resolution + uncertainty + within_bins`.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct BrierParts {
    /// How far the probabilities are from what is true in their bins, in squares; less is better.
    pub reliability: f64,
    /// How far the accuracy of the bins is from that of all, in squares; more is better.
    pub resolution: f64,
    /// What guessing the accuracy of all would cost.
    pub uncertainty: f64,
    /// What comes of probabilities that differ within a bin (Stephenson et al. 2008); 0 where they do not.
    pub within_bins: f64,
}

impl Reliability {
    /// The Brier score (1950): the mean square of how far the probabilities are from the outcomes, which are 0 or 1. 0 to 1,
    /// and less is better.
    pub fn brier(&self) -> f64 {
        self.mean(|(probability, correct)| (probability - f64::from(u8::from(correct))).powi(2))
    }

    /// The Brier score in parts: what calibration can mend, and what it cannot.
    pub fn brier_parts(&self) -> BrierParts {
        let accuracy = self.accuracy();
        let over_bins = |square_of: &dyn Fn(f64, f64) -> f64| {
            let squares = self.binned.iter().filter_map(|bin| {
                let weight = bin.count as f64 / self.count() as f64;
                Some(weight * square_of(bin.mean_probability?, bin.accuracy()?).powi(2))
            });
            sum(squares)
        };
        let reliability = over_bins(&|probability, right| probability - right);
        let resolution = over_bins(&|_, right| right - accuracy);
        let uncertainty = accuracy * (1.0 - accuracy);
        BrierParts {
            reliability,
            resolution,
            uncertainty,
            within_bins: self.brier() - (reliability - resolution + uncertainty),
        }
    }

    /// The mean of −ln of the probability that was given to what came true, in nats an answer; less is better. Probabilities
    /// are kept 2.2 · 10⁻¹⁶ away from 0 and 1 ([`f64::EPSILON`], as scikit-learn does): one answer that was said to be
    /// certain and was not costs 36 nats, and not all that there are.
    pub fn log_loss(&self) -> f64 {
        self.mean(|(probability, correct)| {
            let probability = probability.clamp(f64::EPSILON, 1.0 - f64::EPSILON);
            if correct {
                -probability.ln()
            } else {
                -(-probability).ln_1p()
            }
        })
    }
}
