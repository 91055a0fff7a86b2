use std::collections::BTreeMap;

use super::Settings;
use super::pool::{Candidate, Pool};

/// Draws the tokens of one answer.
#[derive(Debug)]
pub(crate) struct Sampler {
    settings: Settings,
    random: fastrand::Rng,
    /// How often each token has come in the answer.
    counts: BTreeMap<u32, u32>,
    pool: Pool,
}

impl Sampler {
    pub(crate) fn new(settings: Settings, seed: u64) -> Self {
        Self {
            settings,
            random: fastrand::Rng::with_seed(seed),
            counts: BTreeMap::new(),
            pool: Pool::default(),
        }
    }

    /// Draws the token that follows, and counts it: biases and penalties are added to the logits, these
    /// divided by the temperature; then the filters `top_k`, `top_p` and `min_p`, each over what the one
    /// before it has left.
    pub(crate) fn draw(&mut self, logits: &[f32]) -> u32 {
        let Settings {
            temperature,
            top_k,
            top_p,
            min_p,
            ..
        } = self.settings;
        self.adjust(logits);
        if temperature > 0.0 {
            self.pool.scale(temperature.recip());
            if let Some(count) = top_k {
                self.pool
                    .keep_top(usize::try_from(count).unwrap_or(usize::MAX));
            }
            if let Some(mass) = top_p.filter(|mass| *mass < 1.0) {
                self.pool.keep_mass(mass);
            }
            if let Some(share) = min_p {
                self.pool.keep_share(share);
            }
        } else {
            self.pool.keep_top(1);
        }
        self.pool.normalise();
        let drawn = self.pool.at(self.random.f64());
        let id = drawn.map_or(0, |candidate| candidate.id);
        *self.counts.entry(id).or_default() += 1;
        id
    }

    /// The log probability of a token among those that could be drawn, and the likeliest of these.
    pub(crate) fn drawn_from(&mut self, id: u32, count: usize) -> (f64, &[Candidate]) {
        let candidates = self.pool.candidates().iter();
        let own = candidates
            .filter(|candidate| candidate.id == id)
            .map(|candidate| candidate.logprob)
            .fold(f64::NEG_INFINITY, f64::max);
        self.pool.sort(count);
        let all = self.pool.candidates();
        (own, all.get(..count).unwrap_or(all))
    }

    fn adjust(&mut self, logits: &[f32]) {
        let Settings {
            frequency_penalty,
            presence_penalty,
            ref logit_bias,
            ..
        } = self.settings;
        self.pool.fill(logits.iter().map(|logit| f64::from(*logit)));
        for (id, bias) in logit_bias {
            self.pool.add(*id, *bias);
        }
        if frequency_penalty == 0.0 && presence_penalty == 0.0 {
            return;
        }
        for (id, count) in &self.counts {
            let penalty = presence_penalty + frequency_penalty * f64::from(*count);
            self.pool.add(*id, -penalty);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOGITS: [f32; 6] = [0.0, 2.0, 1.0, -1.0, 2.0, -3.0];

    fn sampler(settings: Settings) -> Sampler {
        Sampler::new(settings, 7)
    }

    /// The ids that are drawn, with the share of draws of each.
    fn shares(settings: &Settings) -> BTreeMap<u32, f64> {
        let mut shares = BTreeMap::new();
        let draws = 20_000;
        let mut random = fastrand::Rng::with_seed(1);
        for _ in 0..draws {
            let mut sampler = Sampler::new(settings.clone(), random.u64(..));
            *shares.entry(sampler.draw(&LOGITS)).or_default() += 1.0 / f64::from(draws);
        }
        shares
    }

    #[test]
    fn temperature_zero_takes_the_first_of_the_likeliest() {
        let greedy = Settings {
            temperature: 0.0,
            ..Settings::default()
        };
        let mut sampler = sampler(greedy);
        assert_eq!(sampler.draw(&LOGITS), 1);
        assert_eq!(sampler.drawn_from(1, 5).0, 0.0);
        assert_eq!(sampler.drawn_from(1, 5).1.len(), 1);
    }

    #[test]
    fn what_is_drawn_has_the_probability_that_it_is_said_to_have() {
        for settings in [
            Settings::default(),
            Settings {
                temperature: 0.5,
                ..Settings::default()
            },
            Settings {
                top_k: Some(3),
                top_p: Some(0.9),
                ..Settings::default()
            },
            Settings {
                min_p: Some(0.3),
                logit_bias: [(1, -100.0), (5, 4.5)].into(),
                ..Settings::default()
            },
        ] {
            let mut sampler = sampler(settings.clone());
            sampler.draw(&LOGITS);
            let shares = shares(&settings);
            let mut total = 0.0;
            for id in 0..6 {
                let said = sampler.drawn_from(id, 6).0.exp();
                let share = shares.get(&id).copied().unwrap_or_default();
                assert!(
                    (said - share).abs() < 0.015,
                    "{settings:?} {id} {said} {share}"
                );
                total += said;
            }
            assert!((total - 1.0).abs() < 1e-12);
        }
    }

    #[test]
    fn filters_keep_what_they_should() {
        let kept = |settings: Settings| {
            let ids = shares(&settings).into_keys();
            ids.collect::<Vec<_>>()
        };
        let top_k = |count| Settings {
            top_k: Some(count),
            ..Settings::default()
        };
        assert_eq!(kept(top_k(1)), [1]);
        assert_eq!(kept(top_k(3)), [1, 2, 4]);
        let top_p = |mass| Settings {
            top_p: Some(mass),
            ..Settings::default()
        };
        assert_eq!(kept(top_p(0.0)), [1]);
        assert_eq!(kept(top_p(0.5)), [1, 4]);
        let min_p = Settings {
            min_p: Some(0.9),
            ..Settings::default()
        };
        assert_eq!(kept(min_p), [1, 4]);
    }

    #[test]
    fn penalties_count_what_has_come() {
        let settings = Settings {
            temperature: 0.0,
            frequency_penalty: 0.75,
            presence_penalty: 0.5,
            ..Settings::default()
        };
        let mut sampler = sampler(settings);
        let drawn: Vec<u32> = (0..6).map(|_| sampler.draw(&LOGITS)).collect();
        // 1 and 4 go from 2.0 to 0.75 and then to 0.0; 2 goes from 1.0 to −0.25.
        assert_eq!(drawn, [1, 4, 2, 1, 4, 0]);
    }
}
