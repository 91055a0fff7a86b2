use std::time::Duration;

use tokio::time::Instant;

/// A bucket that fills steadily, and may go into debt. All that is kept of its level is when it is full again.
#[derive(Debug)]
pub(super) struct Bucket {
    per_second: f64,
    pub(super) size: f64,
    full_at: Option<Instant>,
}

impl Bucket {
    /// A bucket that is never empty.
    pub(super) fn unlimited() -> Self {
        Self {
            per_second: f64::INFINITY,
            size: 1.0,
            full_at: None,
        }
    }

    /// Whether it fills at all.
    pub(super) fn fills(&self) -> bool {
        self.per_second > 0.0
    }

    /// From now on it fills as fast as this. What is missing now still is.
    pub(super) fn set_rate(&mut self, per_second: f64) {
        let now = Instant::now();
        let time = self.full_at.map(|at| at.duration_since(now));
        let missing = time.map(|time| time.as_secs_f64() * self.per_second);
        self.per_second = per_second;
        self.full_at = None;
        if let Some(missing) = missing {
            self.take(missing, now);
        }
    }

    /// From when on there is one in it for whoever comes after so many others, none of whom takes one before it is open.
    pub(super) fn ready_at(&self, before: usize, open: Option<Instant>) -> Option<Instant> {
        let full_at = self.full_at.max(open)?;
        let left = self.size - 1.0 - before as f64;
        let ready_at = full_at
            .checked_add(self.time_of(-left))
            .and_then(|at| at.checked_sub(self.time_of(left)));
        ready_at.max(open)
    }

    /// Takes as many out of it as of then, be they there or not.
    pub(super) fn take(&mut self, count: f64, at: Instant) {
        let full_at = self.full_at.max(Some(at));
        self.full_at = full_at.and_then(|full_at| full_at.checked_add(self.time_of(count)));
    }

    /// Puts as many back.
    pub(super) fn put_back(&mut self, count: f64) {
        let full_at = self.full_at;
        self.full_at = full_at.and_then(|full_at| full_at.checked_sub(self.time_of(count)));
    }

    /// How long so many take to come.
    fn time_of(&self, count: f64) -> Duration {
        let seconds = (count / self.per_second).clamp(0.0, FOREVER);
        Duration::try_from_secs_f64(seconds).unwrap_or_default()
    }
}

/// A hundred years, in seconds: more does not fit into every clock.
const FOREVER: f64 = 100.0 * 365.0 * 86_400.0;
