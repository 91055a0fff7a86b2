use std::future::{IntoFuture, Ready, ready};

/// What becomes of a call that a model wants to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ToolVerdict {
    /// It is made.
    Run,
    /// It is not made; the model is told so in these words and may go on.
    Refuse(String),
    /// Neither this call nor any other of the same answer is made, and the run [ends](super::ToolRunEnd::Stopped).
    Stop,
}

/// So that a hook may be a plain function as well as an async one.
impl IntoFuture for ToolVerdict {
    type Output = Self;
    type IntoFuture = Ready<Self>;

    fn into_future(self) -> Ready<Self> {
        ready(self)
    }
}
