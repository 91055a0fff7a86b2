use futures::StreamExt as _;
use futures::stream::FuturesUnordered;
use serde_json::Value;
use surprisal::{AiMessage, CallOptions, ChatModel, Error, ErrorKind, Result};

use super::done::Done;
use super::input::{Input, Line, Question};
use super::output::Answers;
use super::progress::Progress;
use super::record::{Fault, Outcome, Record};
use super::report::Report;
use crate::args::Sampling;
use crate::exit::Failure;

/// The questions that are under way.
pub(super) struct Calls<'a> {
    pub(super) llm: &'a dyn ChatModel,
    pub(super) sampling: &'a Sampling,
    pub(super) options: CallOptions,
    pub(super) concurrency: usize,
    pub(super) progress: Progress,
    pub(super) report: Report,
    pub(super) answers: &'a mut Answers,
}

/// How a run came to its end.
pub(super) enum End {
    Complete,
    Interrupted,
    /// By an error that every other call would meet too.
    Stopped(Error),
}

/// A question with what came of it.
struct Called {
    line: Line,
    id: Option<Value>,
    result: Result<AiMessage>,
}

impl Calls<'_> {
    /// Asks what is not done, some at once, and writes each answer when it is there.
    pub(super) async fn run(&mut self, mut input: Input, done: &Done) -> Result<End, Failure> {
        let mut under_way = FuturesUnordered::new();
        let mut end = End::Complete;
        let mut exhausted = false;
        let mut interrupted = false;
        // Kept over the turns: a signal that comes while an answer is written is not missed.
        let mut ctrl_c = std::pin::pin!(tokio::signal::ctrl_c());
        loop {
            while under_way.len() < self.concurrency && !exhausted {
                match input.next()? {
                    None => exhausted = true,
                    Some(line) if done.has(line.index) => {}
                    Some(line) => {
                        under_way.push(call(self.llm, self.sampling, self.options.clone(), line));
                    }
                }
            }
            tokio::select! {
                called = under_way.next() => {
                    let Some(called) = called else { return Ok(end) };
                    if let Some(error) = self.take(called)? {
                        exhausted = true;
                        if !matches!(end, End::Stopped(_)) {
                            end = End::Stopped(error);
                        }
                    }
                }
                signal = &mut ctrl_c => {
                    signal.map_err(Failure::io("Ctrl-C"))?;
                    ctrl_c.set(tokio::signal::ctrl_c());
                    if interrupted {
                        return Ok(end);
                    }
                    interrupted = true;
                    exhausted = true;
                    if !matches!(end, End::Stopped(_)) {
                        end = End::Interrupted;
                    }
                    self.progress.note(&format!(
                        "waits for {} answers that are under way; Ctrl-C again to do without",
                        under_way.len()
                    ));
                }
            }
        }
    }

    /// Writes what came of a question, or gives the error for which to stop.
    fn take(&mut self, called: Called) -> Result<Option<Error>, Failure> {
        let Called { line, id, result } = called;
        let id = id.as_ref();
        match result {
            Ok(message) => {
                let outcome = Outcome::Message(&message);
                self.answers.write(&Record::new(&line, id, outcome))?;
                self.report.answered();
                self.progress.step(false);
            }
            Err(error) if concerns_every_call(error.kind(), &self.report) => {
                return Ok(Some(error));
            }
            Err(error) => {
                let fault = Fault::from(&error);
                let outcome = Outcome::Error(&fault);
                self.answers.write(&Record::new(&line, id, outcome))?;
                self.report.fail(line.index, &fault);
                self.progress.step(true);
            }
        }
        Ok(None)
    }
}

async fn call(
    llm: &dyn ChatModel,
    sampling: &Sampling,
    options: CallOptions,
    line: Line,
) -> Called {
    let Question { id, messages } = line.question();
    let result = match messages {
        Ok(messages) => llm.invoke_opts(sampling.messages(messages), options).await,
        Err(error) => Err(error),
    };
    Called { line, id, result }
}

/// Whether every other call would fail alike.
fn concerns_every_call(kind: ErrorKind, report: &Report) -> bool {
    match kind {
        ErrorKind::Authentication | ErrorKind::NotFound | ErrorKind::QuotaExhausted => true,
        // What has worked before is allowed and known: then only the one question was refused.
        ErrorKind::PermissionDenied | ErrorKind::Unsupported | ErrorKind::LogprobsMissing => {
            !report.has_answers()
        }
        ErrorKind::Connection => !report.has_answers_now(),
        _ => false,
    }
}
