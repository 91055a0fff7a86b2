use std::fmt;

use crate::{Error, Runnable};

/// What happens to a call, as [`inspect`](crate::RunnableExt::inspect) tells it.
///
/// A call begins with `Started` and ends with exactly one of `Ended`, `Failed` and `Cancelled`. In between comes the
/// `Output`, once, if it was invoked and has succeeded, or each `Chunk` that its reader takes, if it is streamed.
#[non_exhaustive]
pub enum CallEvent<'a, R: Runnable + ?Sized> {
    /// The call is about to be made.
    Started {
        /// What goes in.
        input: &'a R::Input,
        /// With which options, as far as they come from further out.
        options: &'a R::Options,
        /// Whether it is streamed.
        stream: bool,
    },
    /// What came out; `Ended` follows at once.
    Output(&'a R::Output),
    /// The next piece of it.
    Chunk(&'a R::Chunk),
    /// It has succeeded; a stream has been read to its end.
    Ended,
    /// It has failed, or its stream has.
    Failed(&'a Error),
    /// It was dropped before its end, or its stream was.
    Cancelled,
}

impl<R: Runnable + ?Sized> Copy for CallEvent<'_, R> {}

impl<R: Runnable + ?Sized> Clone for CallEvent<'_, R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R> fmt::Debug for CallEvent<'_, R>
where
    R: Runnable<Input: fmt::Debug, Output: fmt::Debug, Chunk: fmt::Debug, Options: fmt::Debug>
        + ?Sized,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Started {
                input,
                options,
                stream,
            } => f
                .debug_struct("Started")
                .field("input", input)
                .field("options", options)
                .field("stream", stream)
                .finish(),
            Self::Output(output) => f.debug_tuple("Output").field(output).finish(),
            Self::Chunk(chunk) => f.debug_tuple("Chunk").field(chunk).finish(),
            Self::Ended => f.write_str("Ended"),
            Self::Failed(error) => f.debug_tuple("Failed").field(error).finish(),
            Self::Cancelled => f.write_str("Cancelled"),
        }
    }
}
