use std::time::Duration;

use bytes::Bytes;

/// What a [`FaultProxy`](super::FaultProxy) does to one connection.
///
/// Bytes of the answer are all that the server sends in the connection, heads of answers included. Nothing is done to
/// an answer before it begins.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum ProxyFault {
    /// Nothing.
    #[default]
    Nothing,
    /// Resets the connection after so many bytes of the answer: the client sees an error where it would see an end.
    ResetAfter(usize),
    /// Closes the connection after so many bytes of the answer, as if at its end.
    CloseAfter(usize),
    /// Sends nothing after so many bytes of the answer, and leaves the connection open until the client closes it.
    StallAfter(usize),
    /// Reads nothing after so many bytes of the request, and leaves the connection open. The server does not get the
    /// rest, so no answer comes.
    DeafAfter(usize),
    /// Sends the answer from this byte on a byte at a time, each after a pause.
    Trickle {
        /// How many bytes are sent before as they come.
        after: usize,
        /// The time before each byte.
        pause: Duration,
    },
    /// Sends more bytes between those of the answer.
    Insert {
        /// How many bytes of the answer come before.
        at: usize,
        /// What is sent.
        bytes: Bytes,
    },
    /// Sends the same bytes again and again, until the client closes the connection.
    Flood {
        /// How many bytes of the answer come before.
        at: usize,
        /// What is sent each time.
        bytes: Bytes,
        /// The time before each time.
        pause: Duration,
    },
    /// Sends these bytes in the place of an answer, and then closes the connection. The server gets nothing.
    Answer(Bytes),
}

impl ProxyFault {
    /// After how many bytes of the answer something happens, where that is once.
    pub(super) fn at(&self) -> Option<usize> {
        match self {
            Self::ResetAfter(at)
            | Self::CloseAfter(at)
            | Self::StallAfter(at)
            | Self::Insert { at, .. }
            | Self::Flood { at, .. } => Some(*at),
            Self::Nothing | Self::DeafAfter(_) | Self::Trickle { .. } | Self::Answer(_) => None,
        }
    }
}
