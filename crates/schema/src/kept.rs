//! What had come before an error, kept among the error's sources: the error is as it was in all else.

use std::error::Error as StdError;
use std::{fmt, iter};

use surprisal_core::Error;

/// Keeps something in an error. The words are for those who print the sources.
pub(crate) fn add<T: Send + Sync + 'static>(what: T, words: String, mut error: Error) -> Error {
    let source = error.take_source();
    error.with_source(Kept {
        what,
        words,
        source,
    })
}

/// What is kept in an error.
pub(crate) fn find<T: 'static>(error: &Error) -> Option<&T> {
    let mut sources = iter::successors(error.source(), |error| (**error).source());
    let kept = sources.find_map(|source| source.downcast_ref::<Kept<T>>());
    kept.map(|kept| &kept.what)
}

struct Kept<T> {
    what: T,
    words: String,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

impl<T> StdError for Kept<T> {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}

impl<T> fmt::Display for Kept<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words)
    }
}

// By hand: whoever prints an error does not expect a conversation in it.
impl<T> fmt::Debug for Kept<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Kept")
            .field(&self.words)
            .field(&self.source)
            .finish()
    }
}
