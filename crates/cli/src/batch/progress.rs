use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use crate::notes;

/// How often a line is written where there is no terminal to draw a bar in.
const EVERY: Duration = Duration::from_secs(10);

/// How far it is, on standard error: a bar in a terminal, else a line now and then.
pub(super) struct Progress {
    bar: ProgressBar,
    total: usize,
    earlier: usize,
    done: usize,
    failed: usize,
    start: Instant,
    told: Instant,
}

impl Progress {
    pub(super) fn new(total: usize, earlier: usize) -> Self {
        let bar = ProgressBar::new(total as u64);
        if let Ok(style) = ProgressStyle::with_template(BAR) {
            bar.set_style(style);
        }
        bar.set_position(earlier as u64);
        // Else what earlier runs did would count as this one's speed.
        bar.reset_eta();
        let now = Instant::now();
        Self {
            bar,
            total,
            earlier,
            done: 0,
            failed: 0,
            start: now,
            told: now,
        }
    }

    pub(super) fn step(&mut self, failed: bool) {
        self.done += 1;
        self.bar.inc(1);
        if failed {
            self.failed += 1;
            self.bar.set_message(format!("{} failed", self.failed));
        }
        if self.bar.is_hidden() && self.told.elapsed() >= EVERY {
            self.told = Instant::now();
            notes::plain(&self.line(self.start.elapsed()));
        }
    }

    /// Says something beside the bar.
    pub(super) fn note(&self, text: &str) {
        self.bar.suspend(|| notes::note(text));
    }

    pub(super) fn finish(&self) {
        self.bar.finish_and_clear();
    }

    fn line(&self, elapsed: Duration) -> String {
        let rate = self.done as f64 / elapsed.as_secs_f64().max(1e-3);
        let so_far = self.earlier + self.done;
        let left = self.total.saturating_sub(so_far) as f64 / rate.max(1e-9);
        format!(
            "{so_far} of {}, {} failed, {rate:.1} a second, {left:.0} s left",
            self.total, self.failed
        )
    }
}

const BAR: &str = "{bar:30} {pos} of {len}, {per_sec:0}, {eta} left {msg}";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rate_is_that_of_this_run_alone() {
        let mut progress = Progress::new(200, 100);
        for _ in 0..19 {
            progress.step(false);
        }
        progress.step(true);
        assert_eq!(
            progress.line(Duration::from_secs(10)),
            "120 of 200, 1 failed, 2.0 a second, 40 s left"
        );
    }
}
