use std::time::Instant;

use surprisal_core::AiMessageChunk;

use super::job::{Job, Task, timeout};
use super::jobs::Jobs;
use crate::generate::{Halt, Watch};

/// Whoever waits for the job that is being done. While it is, those that wait for later ones are seen to.
pub(super) struct Waiter<'a> {
    jobs: &'a mut Jobs,
    job: &'a Job,
    last_chunk: Instant,
}

impl<'a> Waiter<'a> {
    pub(super) fn new(jobs: &'a mut Jobs, job: &'a Job) -> Self {
        Self {
            jobs,
            job,
            last_chunk: Instant::now(),
        }
    }
}

impl Watch for Waiter<'_> {
    fn check(&mut self) -> Result<(), Halt> {
        self.jobs.sweep();
        if self.job.is_abandoned() {
            return Err(Halt::Abandoned);
        }
        self.job.check_time()?;
        match self.job.idle_timeout() {
            Some(limit) if self.last_chunk.elapsed() >= limit => {
                Err(timeout(format!("nothing came for {limit:?}")).into())
            }
            _ => Ok(()),
        }
    }

    fn emit(&mut self, chunk: AiMessageChunk) -> Result<(), Halt> {
        self.last_chunk = Instant::now();
        match &self.job.task {
            Task::Answer { chunks, .. } if chunks.unbounded_send(Ok(chunk)).is_ok() => Ok(()),
            _ => Err(Halt::Abandoned),
        }
    }
}
