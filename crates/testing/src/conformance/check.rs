//! What a check says.

use std::fmt::Debug;
use std::future::Future;
use std::time::Duration;

use surprisal_core::{AiMessage, Error};
use tokio::time::timeout;

/// Why a case ends before its end.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Stop {
    /// It cannot be looked at, for this reason.
    Skip(String),
    /// It does not hold, in these words.
    Fail(String),
}

/// What a check gives.
pub(crate) type Check<T = ()> = Result<T, Stop>;

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Fail(format!("the call failed: {error}"))
    }
}

pub(super) fn ensure(holds: bool, otherwise: impl FnOnce() -> String) -> Check {
    match holds {
        true => Ok(()),
        false => Err(Stop::Fail(otherwise())),
    }
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "what is compared is mostly made for it"
)]
pub(super) fn same<F, E>(what: &str, found: F, expected: E) -> Check
where
    F: PartialEq<E> + Debug,
    E: Debug,
{
    ensure(found == expected, || {
        format!("{what}: {found:?} where {expected:?} was expected")
    })
}

/// The error of a call that must not succeed.
pub(super) fn failed<T: Debug>(what: &str, outcome: Result<T, Error>) -> Check<Error> {
    match outcome {
        Err(error) => Ok(error),
        Ok(answer) => Err(Stop::Fail(format!(
            "{what}, and there was no error but {answer:?}"
        ))),
    }
}

/// What comes of it, if it comes in time.
pub(super) async fn soon<T>(what: &str, future: impl Future<Output = T>) -> Check<T> {
    let waited = timeout(Duration::from_secs(5), future).await;
    waited.map_err(|_| Stop::Fail(format!("{what} took more than five seconds")))
}

/// That two answers say the same: texts, calls, reasons, tokens and usage. Numbers may be rounded differently.
pub(super) fn same_answer(found: &AiMessage, expected: &AiMessage) -> Check {
    same(
        "the number of choices",
        found.choices().count(),
        expected.choices().count(),
    )?;
    for (found, expected) in found.choices().zip(expected.choices()) {
        same("the index of a choice", found.index(), expected.index())?;
        same("the content", found.content(), expected.content())?;
        same("the tool calls", found.tool_calls(), expected.tool_calls())?;
        same(
            "the invalid tool calls",
            found.invalid_tool_calls(),
            expected.invalid_tool_calls(),
        )?;
        same(
            "the finish reason",
            found.finish_reason(),
            expected.finish_reason(),
        )?;
        super::tokens::same_logprobs(found.logprobs(), expected.logprobs())?;
    }
    Ok(())
}
