use std::num::NonZeroUsize;

use surprisal_core::TokenLogprob;

use super::entropy::{Bounds, unlisted};
use super::place::{Place, Standing, margins};
use super::sum::Sum;
use crate::Interval;

/// Statistics of what was listed beside the tokens.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Alternatives {
    /// How many tokens have a list.
    pub(super) listed: usize,
    pub(super) off_top: usize,
    pub(super) off_list: usize,
    /// How many positions have probabilities that cannot be.
    pub(super) impossible: usize,
    pub(super) margins: Values,
    pub(super) ln_margins: Values,
    /// The lower bounds of the entropy.
    lower: Values,
    /// The upper bounds without the number of tokens that are not listed.
    open: Sum,
    left_out: Sum,
    /// The least number of candidates.
    known: Option<usize>,
}

/// A mean and the least value.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Values {
    count: usize,
    sum: Sum,
    pub(super) min: Option<f64>,
}

impl Alternatives {
    pub(super) fn push(&mut self, token: &TokenLogprob) {
        if let Some(standing) = Standing::of(token) {
            self.listed += 1;
            self.off_top += usize::from(standing.is_off_top);
            self.off_list += usize::from(standing.is_off_list);
            self.impossible += usize::from(!Place::of(token).is_possible);
        }
        if let Some((difference, nats)) = margins(token) {
            self.margins.push(difference);
            self.ln_margins.push(nats);
        }
        if let Some(bounds) = Bounds::of(token) {
            self.lower.push(bounds.lower);
            self.open += bounds.open;
            self.left_out += bounds.left_out;
            self.known = least(self.known, Some(bounds.known));
        }
    }

    pub(super) fn merge(&mut self, other: &Self) {
        self.listed += other.listed;
        self.off_top += other.off_top;
        self.off_list += other.off_list;
        self.impossible += other.impossible;
        self.margins.merge(&other.margins);
        self.ln_margins.merge(&other.ln_margins);
        self.lower.merge(&other.lower);
        self.open += other.open;
        self.left_out += other.left_out;
        self.known = least(self.known, other.known);
    }

    pub(super) fn mean_entropy(&self, vocabulary: Option<NonZeroUsize>) -> Option<Interval> {
        let (lower, left_out) = (self.lower.mean()?, self.left_out.value());
        let upper = match vocabulary {
            Some(size) => {
                let others = unlisted(size, self.known.unwrap_or_default());
                (self.open.value() + left_out * others) / self.lower.count as f64
            }
            None if left_out > 0.0 => f64::INFINITY,
            None => lower,
        };
        Some(Interval::new(lower, upper.max(lower)))
    }

    pub(super) fn rate(&self, count: usize) -> Option<f64> {
        (self.listed > 0).then(|| count as f64 / self.listed as f64)
    }
}

impl Values {
    fn push(&mut self, value: f64) {
        self.count += 1;
        self.sum += value;
        self.min = least(self.min, Some(value));
    }

    fn merge(&mut self, other: &Self) {
        self.count += other.count;
        self.sum += other.sum;
        self.min = least(self.min, other.min);
    }

    pub(super) fn mean(&self) -> Option<f64> {
        (self.count > 0).then(|| self.sum.value() / self.count as f64)
    }
}

fn least<T: PartialOrd>(one: Option<T>, other: Option<T>) -> Option<T> {
    match (one, other) {
        (Some(one), Some(other)) => Some(if other < one { other } else { one }),
        (one, other) => one.or(other),
    }
}
