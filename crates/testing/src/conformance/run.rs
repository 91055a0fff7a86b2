use std::fmt;
use std::time::Duration;

use tokio::runtime;
use tokio::time::timeout;

use super::check::Stop;
use super::lab::Lab;
use super::{CASES, Case, Subject};

/// Longer than any case takes, even where a machine is busy.
const LIMIT: Duration = Duration::from_secs(60);

/// What became of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outcome {
    /// It holds.
    Passed,
    /// It could not be looked at, for this reason.
    Skipped(String),
    /// It does not hold, in these words.
    Failed(String),
}

/// What became of all cases.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Report {
    /// Each case, in the order of [`CASES`].
    pub outcomes: Vec<(&'static Case, Outcome)>,
}

/// Looks at one case.
pub async fn run(case: &Case, subject: &dyn Subject) -> Outcome {
    let lab = Lab::new(subject, case.needs());
    match timeout(LIMIT, (case.check)(&lab)).await {
        Ok(Ok(())) => Outcome::Passed,
        Ok(Err(Stop::Skip(why))) => Outcome::Skipped(why),
        Ok(Err(Stop::Fail(why))) => Outcome::Failed(why),
        Err(_) => Outcome::Failed(format!("it did not end within {LIMIT:?}")),
    }
}

/// Looks at every case, one after the other.
pub async fn run_all(subject: &dyn Subject) -> Report {
    let mut outcomes = Vec::with_capacity(CASES.len());
    for case in CASES {
        outcomes.push((case, run(case, subject).await));
    }
    Report { outcomes }
}

/// Looks at the case of this name, on a runtime of its own: what [`conformance_suite!`](crate::conformance_suite) makes
/// tests of.
pub fn test(name: &str, subject: &dyn Subject) -> Outcome {
    let Some(case) = Case::named(name) else {
        return Outcome::Failed(format!("there is no case {name}"));
    };
    match runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime.block_on(run(case, subject)),
        Err(error) => Outcome::Failed(format!("there is no runtime: {error}")),
    }
}

impl Report {
    /// The cases that do not hold, with the words.
    pub fn failed(&self) -> impl Iterator<Item = (&'static Case, &str)> {
        self.outcomes
            .iter()
            .filter_map(|(case, outcome)| match outcome {
                Outcome::Failed(why) => Some((*case, why.as_str())),
                _ => None,
            })
    }

    /// The cases that could not be looked at, with the reasons.
    pub fn skipped(&self) -> impl Iterator<Item = (&'static Case, &str)> {
        self.outcomes
            .iter()
            .filter_map(|(case, outcome)| match outcome {
                Outcome::Skipped(why) => Some((*case, why.as_str())),
                _ => None,
            })
    }

    /// How many cases hold.
    pub fn passed(&self) -> usize {
        self.outcomes.len() - self.failed().count() - self.skipped().count()
    }
}

/// A table: a line a case, and the counts.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (case, outcome) in &self.outcomes {
            let name = case.name().replace('_', " ");
            match outcome {
                Outcome::Passed => writeln!(f, "passed   {name}")?,
                Outcome::Skipped(why) => writeln!(f, "skipped  {name}: {why}")?,
                Outcome::Failed(why) => writeln!(f, "FAILED   {name}: {why}")?,
            }
        }
        let (failed, skipped) = (self.failed().count(), self.skipped().count());
        write!(
            f,
            "{} passed, {skipped} skipped, {failed} failed",
            self.passed()
        )
    }
}
