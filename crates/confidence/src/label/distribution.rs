use crate::Interval;
use crate::measure::Sum;

use super::Open;

/// How likely each label is.
///
/// What a label has is what its spellings have together. Beside it there is what is not resolved: the probability of a
/// beginning that several labels share, or that one has and that may become another word. It is never divided among
/// them. The rest is of what is no label and of what was not listed.
///
/// A label that is the beginning of another, such as 1 and 10, is settled by the tokens behind it. Where the answer
/// ends with it, it counts as what the answer shows ([`best`](Self::best), [`coverage`](Self::coverage) and all that is
/// of these), and [`probability`](Self::probability) says that it could have gone on.
#[derive(Clone, Debug, PartialEq)]
pub struct LabelDistribution {
    names: Vec<String>,
    /// The logarithm of what each label has for sure, in nats.
    settled: Vec<f64>,
    open: Vec<Open>,
}

impl LabelDistribution {
    pub(super) fn new(names: Vec<String>) -> Self {
        Self {
            settled: vec![f64::NEG_INFINITY; names.len()],
            names,
            open: Vec::new(),
        }
    }

    pub(super) fn settle(&mut self, label: usize, logprob: f64) {
        if let Some(settled) = self.settled.get_mut(label) {
            *settled = logsumexp(&[*settled, logprob]);
        }
    }

    pub(super) fn leave_open(&mut self, open: Open) {
        if open.probability > 0.0 {
            self.open.push(open);
        }
    }

    /// The labels, each with the logarithm of its probability, in nats: −∞ where it was not seen. For labels that were
    /// [scored](super::Labels::score) it is the sum of the log probabilities of its tokens.
    pub fn iter(&self) -> impl Iterator<Item = (&str, f64)> {
        self.names.iter().map(String::as_str).zip(self.logprobs())
    }

    /// The likeliest label, the first of equal ones. `None` where no label was seen.
    pub fn best(&self) -> Option<&str> {
        let seen = self.iter().filter(|(_, logprob)| logprob.is_finite());
        let best = seen.reduce(|best, next| if next.1 > best.1 { next } else { best });
        best.map(|(name, _)| name)
    }

    /// What the probability of a label may be, 0 to 1: at least what it has for sure; at most that, what is not
    /// resolved and may be its, and all that was not listed, since a label can be spelled in many ways. `None` for what
    /// is none of the labels.
    pub fn probability(&self, label: &str) -> Option<Interval> {
        let index = self.names.iter().position(|name| name == label)?;
        let settled = self.settled.get(index)?.exp();
        let open = self.open.iter().filter(|open| open.labels.contains(&index));
        let open = Sum::of(open.map(|open| open.probability)).value();
        Some(Interval::new(settled.min(1.0), (settled + open).min(1.0)))
    }

    /// The probability that the labels have together, 0 to 1.
    pub fn coverage(&self) -> f64 {
        logsumexp(&self.logprobs()).exp().min(1.0)
    }

    /// The probability of beginnings that may become a label or another, 0 to 1.
    pub fn unresolved(&self) -> f64 {
        let open = self.open.iter();
        let open = open.filter(|open| open.is_listed && open.shown.is_none());
        Sum::of(open.map(|open| open.probability)).value()
    }

    /// The probability of what is no label and of what was not listed, 0 to 1.
    pub fn uncovered(&self) -> f64 {
        (1.0 - self.coverage() - self.unresolved()).max(0.0)
    }

    /// The labels, each with its share of what they have together: softmax of [`iter`](Self::iter). `None` where no
    /// label was seen.
    pub fn renormalized(&self) -> Option<Vec<(&str, f64)>> {
        let all = logsumexp(&self.logprobs());
        let share = |(name, logprob): (_, f64)| (name, (logprob - all).exp());
        all.is_finite().then(|| self.iter().map(share).collect())
    }

    /// How far the best label is ahead of the next, as a difference of their shares, 0 to 1. `None` where no label was
    /// seen.
    pub fn margin(&self) -> Option<f64> {
        let mut shares = self.shares()?;
        shares.sort_by(|a, b| b.total_cmp(a));
        Some(shares.first()? - shares.get(1).unwrap_or(&0.0))
    }

    /// −Σ q ln q over the shares, in nats; at most ln of the number of labels. `None` where no label was seen.
    pub fn entropy(&self) -> Option<f64> {
        let shares = self.shares()?;
        let terms = shares.iter().filter(|share| **share > 0.0);
        Some(0.0 - Sum::of(terms.map(|share| share * share.ln())).value())
    }

    pub(crate) fn shares(&self) -> Option<Vec<f64>> {
        let shares = self.renormalized()?;
        Some(shares.into_iter().map(|(_, share)| share).collect())
    }

    pub(crate) fn open(&self) -> &[Open] {
        &self.open
    }

    /// What each label has, with what the answer shows.
    fn logprobs(&self) -> Vec<f64> {
        let labels = self.settled.iter().enumerate();
        let with_shown = labels.map(|(label, settled)| {
            let open = self.open.iter().filter(|open| open.shown == Some(label));
            let shown = open.map(|open| open.probability.ln());
            logsumexp(&shown.chain([*settled]).collect::<Vec<_>>())
        });
        with_shown.collect()
    }
}

/// ln Σ exp, by the greatest of them: no exponential overflows. Of nothing it is −∞.
fn logsumexp(logprobs: &[f64]) -> f64 {
    let greatest = logprobs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if greatest == f64::NEG_INFINITY {
        return greatest;
    }
    let terms = logprobs.iter().map(|logprob| (logprob - greatest).exp());
    greatest + Sum::of(terms).value().ln()
}
