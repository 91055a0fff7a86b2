//! `surprisal batch`: many questions, each answered once whatever happens on the way.
//!
//! The output is the only state. Each line of it is written at once when its answer is there; a later run
//! reads it, cuts off a line that is torn, and asks what is not in it.

mod calls;
mod done;
mod hash;
mod input;
mod output;
mod progress;
mod record;
mod report;

use crate::args::Batch;
use crate::exit::Failure;
use crate::model::Model;
use crate::notes;

use calls::{Calls, End};
use input::Input;
use output::Answers;
use progress::Progress;

pub(crate) async fn run(args: Batch) -> Result<(), Failure> {
    let lines = Input::open(&args.input)?;
    let (mut answers, done) = Answers::open(&args.output, &args.input, args.retry_errors)?;
    let total = done.check(lines, &args.input, &args.output)?;

    let model = Model::choose(&args.model)?;
    if done.len() < total {
        model.introduce().await?;
    }
    let mut options = args.logprobs.on(args.sampling.options());
    options.n = args.n;
    let mut calls = Calls {
        llm: model.llm(),
        sampling: &args.sampling,
        options,
        concurrency: usize::from(args.concurrency),
        progress: Progress::new(total, done.len()),
        report: done.report(),
        answers: &mut answers,
    };
    let end = calls.run(Input::open(&args.input)?, &done).await;
    calls.progress.finish();
    let report = calls.report;
    answers.sync(&args.output)?;
    notes::plain(&report.to_string());
    match end? {
        End::Stopped(error) => {
            notes::note("stopped, since every other question would fail alike");
            Err(error.into())
        }
        End::Interrupted => Err(Failure::Interrupted),
        End::Complete if report.failed() > 0 => {
            notes::plain("--retry-errors asks those that failed again");
            Err(Failure::Told)
        }
        End::Complete => Ok(()),
    }
}
