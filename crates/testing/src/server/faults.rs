//! When a reply is sent, and what is wrong with it.

use std::time::Duration;

use bytes::Bytes;

use super::Reply;
use super::reply::{Close, End};

impl Reply {
    /// Sends an interim answer without headers, such as 103, before all else and at once.
    pub fn interim(mut self, status: u16) -> Self {
        self.interim.push(status);
        self
    }

    /// Waits before the head is sent.
    pub fn delay(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// Sends the head line by line, and waits after each of its lines.
    pub fn head_pause(mut self, pause: Duration) -> Self {
        self.head_pause = pause;
        self
    }

    /// Waits between one piece of the body and the next.
    pub fn pause(mut self, pause: Duration) -> Self {
        self.pause = pause;
        self
    }

    /// Announces `n` bytes, however many the body has, sends the body as it is and closes the
    /// connection. Not for chunked transfer encoding.
    pub fn content_length(mut self, n: usize) -> Self {
        self.announced = Some(n);
        self
    }

    /// Sends bytes between the head and the body that belong to neither: no length and no chunk counts
    /// them.
    pub fn garbage(mut self, bytes: impl Into<Bytes>) -> Self {
        self.garbage = bytes.into();
        self
    }

    /// Closes the connection after `n` bytes of the body, or after all of it, and never sends the
    /// end of chunked transfer encoding. A body sent with `content-length` announces all of itself.
    pub fn cut_after(mut self, n: usize) -> Self {
        self.end = End::CutAfter(n);
        self
    }

    /// As [`cut_after`](Self::cut_after), by a reset: the client sees an error where it would see an
    /// end. It may lose what it had not read by then.
    pub fn reset_after(mut self, n: usize) -> Self {
        self.end = End::ResetAfter(n);
        self
    }

    /// Sends nothing more after `n` bytes of the body, and keeps the connection open until the
    /// client closes it.
    pub fn stall_after(mut self, n: usize) -> Self {
        self.end = End::StallAfter(n);
        self
    }

    /// Says `connection: close`, and closes it after the answer.
    pub fn close(mut self) -> Self {
        self.close = Close::Announced;
        self
    }

    /// Closes the connection after the answer without a word: a client that means to use it again finds
    /// it closed.
    pub fn hang_up(mut self) -> Self {
        self.close = Close::Unannounced;
        self
    }
}
