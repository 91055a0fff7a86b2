use super::sum::Sum;

/// How many are kept.
pub(super) const KEPT: usize = 32;

/// The greatest of a list of surprisals, the greatest first: a fixed number of them, so that those of two lists are
/// known of both.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Worst {
    surprisals: [f64; KEPT],
    count: usize,
}

impl Worst {
    pub(super) fn push(&mut self, surprisal: f64) {
        let at = self.kept().partition_point(|kept| *kept >= surprisal);
        let from = self.surprisals.get_mut(at..).unwrap_or_default();
        if !from.is_empty() {
            from.rotate_right(1);
            from.iter_mut().take(1).for_each(|first| *first = surprisal);
            self.count = (self.count + 1).min(KEPT);
        }
    }

    pub(super) fn merge(&mut self, other: &Self) {
        other.kept().iter().for_each(|kept| self.push(*kept));
    }

    pub(super) fn kept(&self) -> &[f64] {
        self.surprisals.get(..self.count).unwrap_or_default()
    }

    /// The sum of the first so many, and the last of them.
    pub(super) fn first(&self, count: usize) -> Option<(f64, f64)> {
        let first = self.kept().get(..count)?;
        Some((Sum::of(first.iter().copied()).value(), *first.last()?))
    }
}
