use std::collections::{BTreeMap, BTreeSet};

use fastrand::Rng;
use serde::{Deserialize, Serialize};
use surprisal_core::{Error, Result};

/// How far two [snapshots](super::Snapshot) are apart, and how often chance alone would put them so far apart.
///
/// The statistic is that of Logprob Tracking (Chauvin, Le Merrer, Taïani and Tredan 2025, arXiv 2512.03816): for each
/// token that either has, the means of its log probabilities in both; of their absolute differences the mean over the
/// tokens. In a sample that does not list a token, the token has the lowest value of that sample, since it has at most
/// that.
///
/// The p-value is that of a permutation test: how often the statistic is at least as great where the samples are dealt
/// out anew, (1 + such cases) / (1 + permutations), which is never 0 (Phipson and Smyth 2010). It takes samples that
/// are independent and, within a snapshot, alike: take them over some time, since a service answers by machines that
/// differ. With n samples in each there are (2n)!/(n!)²/2 different ways to deal them: five each are the fewest that
/// can fall below 0.01.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Drift {
    /// The mean absolute difference, in nats; 0 where all means are equal.
    pub statistic: f64,
    /// How likely so great a statistic is where nothing has changed, 0 to 1; small where something has.
    pub p_value: f64,
    /// How many permutations were drawn.
    pub permutations: usize,
}

/// How far rounding may put the statistic of one order of the samples from that of another, relatively.
const ROUNDING: f64 = 1e-9;

type Sample = BTreeMap<String, f64>;

impl Drift {
    pub(super) fn between(
        earlier: &[Sample],
        later: &[Sample],
        permutations: usize,
        seed: u64,
    ) -> Result<Self> {
        let (first, second) = (earlier.len(), later.len());
        if first < 2 || second < 2 {
            return Err(Error::invalid_input(format!(
                "there are {first} and {second} samples: a comparison takes at least two of each"
            )));
        }
        if permutations == 0 {
            return Err(Error::invalid_input(
                "permutations is 0: it must be at least 1",
            ));
        }
        let mut rows = rows(earlier, later);
        let observed = statistic(&rows, first);
        let least = observed - ROUNDING * observed;
        let mut random = Rng::with_seed(seed);
        let is_as_great = |_: &usize| {
            random.shuffle(&mut rows);
            statistic(&rows, first) >= least
        };
        let cases = (0..permutations).filter(is_as_great).count();
        Ok(Self {
            statistic: observed,
            p_value: (1 + cases) as f64 / (1 + permutations) as f64,
            permutations,
        })
    }
}

/// Each sample with a value for every token, all in the same order.
fn rows(earlier: &[Sample], later: &[Sample]) -> Vec<Vec<f64>> {
    let samples = || earlier.iter().chain(later);
    let tokens: BTreeSet<&String> = samples().flat_map(BTreeMap::keys).collect();
    let row = |sample: &Sample| {
        let lowest = sample.values().copied().fold(f64::INFINITY, f64::min);
        let values = tokens.iter().map(|token| sample.get(*token));
        values
            .map(|value| value.copied().unwrap_or(lowest))
            .collect()
    };
    samples().map(row).collect()
}

/// The mean over the tokens of |mean of the first rows − mean of the others|.
fn statistic(rows: &[Vec<f64>], first: usize) -> f64 {
    let (one, other) = rows.split_at(first.min(rows.len()));
    let tokens = rows.first().map_or(0, Vec::len);
    let (one, other) = (means(one, tokens), means(other, tokens));
    let differences = one.iter().zip(&other).map(|(a, b)| (a - b).abs());
    differences.sum::<f64>() / tokens as f64
}

fn means(rows: &[Vec<f64>], tokens: usize) -> Vec<f64> {
    let mut sums = vec![0.0; tokens];
    for row in rows {
        sums.iter_mut()
            .zip(row)
            .for_each(|(sum, value)| *sum += value);
    }
    sums.iter().map(|sum| sum / rows.len() as f64).collect()
}
