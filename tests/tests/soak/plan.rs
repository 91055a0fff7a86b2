use std::time::Duration;

use fastrand::Rng;
use surprisal::ErrorKind;

use crate::ask::Ask;
use crate::service::Service;
use crate::serving::TOKENS;

/// What becomes of a stream. Client and server make the same of the same seed and number.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plan {
    pub(crate) number: u64,
    pub(crate) service: Service,
    pub(crate) ask: Ask,
    pub(crate) tokens: usize,
    /// Between one piece and the next.
    pub(crate) pause: Duration,
    pub(crate) fate: Fate,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Fate {
    /// It is read to its end.
    Whole,
    /// The call is dropped after this time; the server never answers it.
    DroppedBeforeHead(Duration),
    /// The stream is dropped after so many chunks.
    DroppedAfter(usize),
    /// The server refuses it, once.
    Refused(u16),
    /// The server sends so many tokens, some bytes of the next event, and then this, once.
    Broken(usize, Fault),
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Fault {
    /// It closes the connection.
    Truncated,
    /// It resets the connection, by which the client may lose what it had not read.
    Reset,
    /// It sends nothing more.
    Stalled,
    /// It sends an event that is no JSON, and then the rest.
    Malformed,
}

impl Plan {
    pub(crate) fn new(seed: u64, number: u64) -> Self {
        let mut rng = Rng::with_seed(seed ^ number.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let tokens = rng.usize(1..40);
        let pause = Duration::from_millis(rng.choice([0, 0, 1, 3]).unwrap_or_default());
        let at = rng.usize(0..tokens);
        let fate = match rng.u8(0..20) {
            0..=1 => Fate::DroppedBeforeHead(Duration::from_millis(rng.u64(0..20))),
            2..=6 => Fate::DroppedAfter(at + 1),
            7 => Fate::Refused(429),
            8 => Fate::Refused(500),
            9 => Fate::Broken(at, Fault::Truncated),
            10 => Fate::Broken(at, Fault::Reset),
            11 => Fate::Broken(at, Fault::Stalled),
            12 => Fate::Broken(at, Fault::Malformed),
            _ => Fate::Whole,
        };
        Self {
            number,
            service: Service::of(number),
            ask: Ask::Planned,
            tokens,
            pause,
            fate,
        }
    }

    /// A stream with which nothing is wrong and that is read to its end.
    pub(crate) fn whole(number: u64) -> Self {
        Self {
            number,
            service: Service::of(number),
            ask: Ask::Whole,
            tokens: TOKENS,
            pause: Duration::ZERO,
            fate: Fate::Whole,
        }
    }

    /// Whether it may end so. A wrapper that tries again finds that nothing is wrong the second time; what has
    /// given a chunk is not tried again.
    pub(crate) fn allows(&self, outcome: Outcome, is_retried: bool) -> bool {
        match (self.fate, outcome) {
            (Fate::Whole, Outcome::Finished)
            | (Fate::DroppedBeforeHead(_) | Fate::DroppedAfter(_), Outcome::Dropped) => true,
            (Fate::Refused(429), Outcome::Failed(ErrorKind::RateLimited))
            | (Fate::Refused(_), Outcome::Failed(ErrorKind::Server)) => !is_retried,
            (Fate::Broken(_, fault), Outcome::Failed(kind)) => fault.may_be(kind),
            (
                Fate::Refused(_) | Fate::Broken(_, Fault::Reset | Fault::Stalled),
                Outcome::Finished,
            ) => is_retried,
            _ => false,
        }
    }
}

impl Fault {
    fn may_be(self, kind: ErrorKind) -> bool {
        match self {
            Self::Truncated => kind == ErrorKind::Truncated,
            // A head that was not read is lost with the rest.
            Self::Reset => [ErrorKind::Truncated, ErrorKind::Connection].contains(&kind),
            Self::Stalled => kind == ErrorKind::Timeout,
            Self::Malformed => kind == ErrorKind::BadResponse,
        }
    }
}

/// How a stream ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Finished,
    Dropped,
    Failed(ErrorKind),
}

/// The text of a token, in which the stream and its place in it are told.
pub(crate) fn text(number: u64, index: usize) -> String {
    format!(" {number}.{index}")
}

/// Its log probability, which decimal digits tell exactly.
pub(crate) fn logprob(number: u64, index: usize) -> f64 {
    let steps = (number as usize * 37 + index) % 8192 + 1;
    -(steps as f64) / 8192.0
}
