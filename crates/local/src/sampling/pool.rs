use std::cmp::Ordering;

use super::distribution::log_sum_exp;

/// A token that can be drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Candidate {
    pub(crate) id: u32,
    /// Its logit; after [`Pool::normalise`] its log probability among the candidates.
    pub(crate) logprob: f64,
}

/// The tokens that can be drawn at a position, which the filters make fewer.
#[derive(Debug, Default)]
pub(super) struct Pool {
    candidates: Vec<Candidate>,
    /// How many at the front are the likeliest, in order.
    sorted: usize,
}

impl Pool {
    pub(super) fn fill(&mut self, logits: impl Iterator<Item = f64>) {
        self.candidates.clear();
        self.sorted = 0;
        let logits = (0..).zip(logits);
        self.candidates
            .extend(logits.map(|(id, logprob)| Candidate { id, logprob }));
    }

    pub(super) fn candidates(&self) -> &[Candidate] {
        &self.candidates
    }

    /// Adds to the logit of a token, before anything is kept or sorted.
    pub(super) fn add(&mut self, id: u32, value: f64) {
        let place = usize::try_from(id).ok();
        if let Some(candidate) = place.and_then(|place| self.candidates.get_mut(place)) {
            candidate.logprob += value;
        }
    }

    pub(super) fn scale(&mut self, factor: f64) {
        for candidate in &mut self.candidates {
            candidate.logprob *= factor;
        }
    }

    /// Keeps the `count` likeliest.
    pub(super) fn keep_top(&mut self, count: usize) {
        self.sort(count);
        self.candidates.truncate(count);
    }

    /// Keeps the likeliest that have `mass` together: the one that completes it is kept, and always one.
    pub(super) fn keep_mass(&mut self, mass: f64) {
        self.normalise();
        let mut wanted = 64;
        loop {
            self.sort(wanted);
            let mut sum = 0.0;
            let complete = self.candidates.iter().take(wanted).position(|candidate| {
                sum += candidate.logprob.exp();
                sum >= mass
            });
            match complete {
                Some(last) => return self.candidates.truncate(last + 1),
                None if wanted >= self.candidates.len() => return,
                None => wanted *= 4,
            }
        }
    }

    /// Keeps those that are at least `share` as likely as the likeliest.
    pub(super) fn keep_share(&mut self, share: f64) {
        let best = self.greatest() + share.ln();
        self.candidates
            .retain(|candidate| candidate.logprob >= best);
        self.sorted = self.sorted.min(self.candidates.len());
    }

    /// Makes log probabilities of the logits.
    pub(super) fn normalise(&mut self) {
        let total = log_sum_exp(self.candidates.iter().map(|candidate| candidate.logprob));
        for candidate in &mut self.candidates {
            candidate.logprob -= total;
        }
    }

    /// Brings the `count` likeliest to the front, in order.
    pub(super) fn sort(&mut self, count: usize) {
        let count = count.min(self.candidates.len());
        if count <= self.sorted {
            return;
        }
        if count < self.candidates.len() {
            self.candidates.select_nth_unstable_by(count, likelier);
        }
        if let Some(front) = self.candidates.get_mut(..count) {
            front.sort_unstable_by(likelier);
        }
        self.sorted = count;
    }

    /// The candidate at which the summed probabilities pass `point`, 0 to 1.
    pub(super) fn at(&self, point: f64) -> Option<Candidate> {
        let mut sum = 0.0;
        let passes = |candidate: &&Candidate| {
            sum += candidate.logprob.exp();
            sum > point
        };
        let passed = self.candidates.iter().find(passes);
        // Rounding may leave the sum a little below 1.
        passed.or(self.candidates.last()).copied()
    }

    fn greatest(&self) -> f64 {
        let values = self.candidates.iter().map(|candidate| candidate.logprob);
        values.fold(f64::NEG_INFINITY, f64::max)
    }
}

/// The likelier first, ties by id, so that the same logits give the same order.
fn likelier(one: &Candidate, other: &Candidate) -> Ordering {
    let by_logprob = other.logprob.total_cmp(&one.logprob);
    by_logprob.then(one.id.cmp(&other.id))
}
