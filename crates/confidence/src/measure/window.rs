use std::collections::VecDeque;
use std::num::NonZeroUsize;

use super::sum::Sum;

/// The mean surprisal of the last so many tokens of a stream, and the worst that it has been.
///
/// It takes the memory of two windows: the first and the last tokens are kept, so that the windows which lie across the
/// border of two streams are known too, where these are put together.
#[derive(Clone, Debug, PartialEq)]
pub struct Window {
    size: NonZeroUsize,
    /// The first `size` surprisals, in nats.
    first: Vec<f64>,
    /// The last `size`.
    last: VecDeque<f64>,
    sum: Sum,
    count: usize,
    /// The greatest sum of a whole window.
    worst: Option<f64>,
}

impl Window {
    pub(super) fn new(size: NonZeroUsize) -> Self {
        Self {
            size,
            first: Vec::new(),
            last: VecDeque::new(),
            sum: Sum::default(),
            count: 0,
            worst: None,
        }
    }

    /// How many tokens it is.
    pub fn size(&self) -> NonZeroUsize {
        self.size
    }

    /// The mean surprisal of the last `size` tokens with an exact score, in nats; of fewer, where fewer have come.
    /// `None` before the first.
    pub fn mean(&self) -> Option<f64> {
        (!self.last.is_empty()).then(|| self.sum.value() / self.last.len() as f64)
    }

    /// The greatest mean surprisal of `size` tokens in a row, in nats; the mean of all, where fewer have come. `None`
    /// before the first.
    pub fn worst(&self) -> Option<f64> {
        match self.worst {
            Some(sum) => Some(sum / self.size.get() as f64),
            None => self.mean(),
        }
    }

    pub(super) fn push(&mut self, surprisal: f64) {
        let size = self.size.get();
        self.count += 1;
        if self.first.len() < size {
            self.first.push(surprisal);
        }
        self.last.push_back(surprisal);
        self.sum += surprisal;
        if self.last.len() > size {
            let gone = self.last.pop_front().unwrap_or_default();
            self.sum += -gone;
        }
        if self.last.len() == size {
            self.see(self.sum.value());
        }
    }

    /// Puts a window of the same size behind this one.
    pub(super) fn merge(&mut self, next: &Self) {
        // Every window that begins before the border and ends behind it.
        for surprisal in &next.first {
            self.push(*surprisal);
        }
        if let Some(worst) = next.worst {
            self.see(worst);
        }
        self.count += next.count - next.first.len();
        if next.count > next.first.len() {
            self.last.clone_from(&next.last);
            self.sum = next.sum;
        }
    }

    fn see(&mut self, sum: f64) {
        self.worst = Some(self.worst.map_or(sum, |worst| worst.max(sum)));
    }
}
