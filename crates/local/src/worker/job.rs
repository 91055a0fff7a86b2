use std::time::{Duration, Instant};

use futures::channel::{mpsc, oneshot};
use surprisal_core::{AiMessageChunk, Error, ErrorKind, Messages, Result, Scored};

use crate::generate::Prompt;
use crate::plan::Plan;
use crate::{ModelInfo, PROVIDER};

/// A piece of work for the thread, with whoever waits for it.
#[derive(Debug)]
pub(crate) struct Job {
    pub(crate) task: Task,
    /// How long it may take, from when it was asked for.
    timeout: Option<Duration>,
    asked: Instant,
}

#[derive(Debug)]
pub(crate) enum Task {
    Load(oneshot::Sender<Result<ModelInfo>>),
    Tokenize(String, oneshot::Sender<Result<Vec<u32>>>),
    Score {
        prompt: Prompt,
        text: String,
        top: Option<usize>,
        reply: oneshot::Sender<Result<Scored>>,
    },
    Answer {
        messages: Messages,
        plan: Box<Plan>,
        chunks: mpsc::UnboundedSender<Result<AiMessageChunk>>,
    },
}

/// What came of a piece of work.
#[derive(Debug)]
pub(super) enum Done {
    Loaded(ModelInfo),
    Tokenized(Vec<u32>),
    Scored(Scored),
    Answered,
}

impl Job {
    pub(crate) fn new(task: Task) -> Self {
        let timeout = match &task {
            Task::Answer { plan, .. } => plan.timeout,
            _ => None,
        };
        Self {
            task,
            timeout,
            asked: Instant::now(),
        }
    }

    /// Whether nobody waits for it any more.
    pub(super) fn is_abandoned(&self) -> bool {
        match &self.task {
            Task::Load(reply) => reply.is_canceled(),
            Task::Tokenize(_, reply) => reply.is_canceled(),
            Task::Score { reply, .. } => reply.is_canceled(),
            Task::Answer { chunks, .. } => chunks.is_closed(),
        }
    }

    /// How long a stream may be silent.
    pub(super) fn idle_timeout(&self) -> Option<Duration> {
        match &self.task {
            Task::Answer { plan, .. } => plan.idle_timeout,
            _ => None,
        }
    }

    /// The error if its time has passed.
    pub(super) fn check_time(&self) -> Result<()> {
        match self.timeout {
            Some(limit) if self.asked.elapsed() >= limit => {
                Err(timeout(format!("the call took longer than {limit:?}")))
            }
            _ => Ok(()),
        }
    }

    pub(super) fn succeed(self, done: Done) {
        // Whoever does not wait any more is not told.
        match (self.task, done) {
            (Task::Load(reply), Done::Loaded(info)) => drop(reply.send(Ok(info))),
            (Task::Tokenize(_, reply), Done::Tokenized(tokens)) => drop(reply.send(Ok(tokens))),
            (Task::Score { reply, .. }, Done::Scored(scored)) => drop(reply.send(Ok(scored))),
            // An answer has been handed over piece by piece.
            _ => {}
        }
    }

    pub(super) fn fail(self, error: Error) {
        let error = match error.provider() {
            Some(_) => error,
            None => error.with_provider(PROVIDER),
        };
        // Whoever does not wait any more is not told.
        match self.task {
            Task::Load(reply) => drop(reply.send(Err(error))),
            Task::Tokenize(_, reply) => drop(reply.send(Err(error))),
            Task::Score { reply, .. } => drop(reply.send(Err(error))),
            Task::Answer { chunks, .. } => drop(chunks.unbounded_send(Err(error))),
        }
    }
}

pub(super) fn timeout(message: String) -> Error {
    Error::new(ErrorKind::Timeout, message)
}
