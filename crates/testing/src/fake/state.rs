use std::collections::VecDeque;

use surprisal_core::{CallOptions, Capabilities, Error, Messages, Result};

use super::{FakeAnswer, FakeCall, Fault, obey, seeded};

/// What the clones of a fake share.
#[derive(Debug, Default)]
pub(super) struct State {
    pub(super) script: VecDeque<Result<FakeAnswer>>,
    pub(super) then: Then,
    pub(super) calls: Vec<FakeCall>,
    pub(super) faults: Vec<Fault>,
    pub(super) capabilities: Capabilities,
    pub(super) per_chunk: usize,
    pub(super) splits_characters: bool,
}

/// What comes when the script is at its end.
#[derive(Debug, Default)]
pub(super) enum Then {
    #[default]
    Nothing,
    Same(Box<FakeAnswer>),
    Seeded(u64),
}

impl State {
    /// The faults of the next answer.
    pub(super) fn next_faults(&self) -> Vec<Fault> {
        let own = self.scripted().map(|answer| answer.faults.as_slice());
        [&self.faults, own.unwrap_or_default()].concat()
    }

    /// The next answer, or the error that the script has in its place.
    ///
    /// # Errors
    ///
    /// What it says cannot be said to these options; nothing is taken from the script then.
    pub(super) fn next(
        &mut self,
        messages: &Messages,
        options: &CallOptions,
    ) -> Result<Result<FakeAnswer>> {
        if let Some(answer) = self.scripted() {
            obey::script(answer, options)?;
        }
        if let Some(next) = self.script.pop_front() {
            return Ok(next);
        }
        Ok(match &self.then {
            Then::Same(answer) => Ok(FakeAnswer::clone(answer)),
            Then::Seeded(seed) => Ok(seeded::answer(*seed, messages, options)?),
            Then::Nothing => Err(Error::invalid_input(format!(
                "the script of the fake chat model has no answer for call {}: add one by say or fail, or what comes \
                 after all of them by say_forever",
                self.calls.len() + 1
            ))),
        })
    }

    fn scripted(&self) -> Option<&FakeAnswer> {
        match (self.script.front(), &self.then) {
            (Some(next), _) => next.as_ref().ok(),
            (None, Then::Same(answer)) => Some(answer),
            (None, _) => None,
        }
    }
}
