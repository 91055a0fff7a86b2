use surprisal_core::{AiMessageChunk, Error};

/// Why a piece of work ended early.
#[derive(Debug)]
pub(crate) enum Halt {
    /// Nobody waits for it any more.
    Abandoned,
    Failed(Error),
}

impl From<Error> for Halt {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

/// Whoever waits for a piece of work: asked between tokens whether to go on.
pub(crate) trait Watch {
    /// # Errors
    ///
    /// If it was abandoned, or a time limit has passed.
    fn check(&mut self) -> Result<(), Halt>;

    /// Hands over the next piece of an answer.
    fn emit(&mut self, chunk: AiMessageChunk) -> Result<(), Halt>;
}
