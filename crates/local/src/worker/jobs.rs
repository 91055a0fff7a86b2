use std::collections::VecDeque;
use std::sync::mpsc::Receiver;

use surprisal_core::Error;

use super::Job;

/// What is to be done, in the order in which it was asked for.
#[derive(Debug)]
pub(super) struct Jobs {
    arriving: Receiver<Job>,
    waiting: VecDeque<Job>,
}

impl Jobs {
    pub(super) fn new(arriving: Receiver<Job>) -> Self {
        Self {
            arriving,
            waiting: VecDeque::new(),
        }
    }

    /// Waits for the next. `None` once there is nothing left and nobody who could ask for more.
    pub(super) fn next(&mut self) -> Option<Job> {
        self.sweep();
        match self.waiting.pop_front() {
            Some(job) => Some(job),
            None => self.arriving.recv().ok(),
        }
    }

    /// Lets a job wait on, as the next.
    pub(super) fn put_back(&mut self, job: Job) {
        self.waiting.push_front(job);
    }

    /// Fails the job that has waited longest, if one waits yet.
    pub(super) fn fail_first(&mut self, error: Error) {
        if let Some(job) = self.waiting.pop_front() {
            job.fail(error);
        }
    }

    /// Tells those that have waited for too long, and forgets those that do not wait any more.
    pub(super) fn sweep(&mut self) {
        self.waiting.extend(self.arriving.try_iter());
        for _ in 0..self.waiting.len() {
            let Some(job) = self.waiting.pop_front() else {
                return;
            };
            match job.check_time() {
                _ if job.is_abandoned() => {}
                Err(error) => job.fail(error),
                Ok(()) => self.waiting.push_back(job),
            }
        }
    }
}
