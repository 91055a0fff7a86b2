//! What is asked of everything that the benchmarks compare.

use std::error::Error;
use std::fmt;

/// An error of a contender: any.
pub type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Scenario {
    /// A stream of chunks, each looked at and dropped, with as many alternatives a token; `None` is
    /// without log probabilities. The unit is a chunk.
    Stream(Option<usize>),
    /// The same with five alternatives, put together into one message. The unit is a chunk.
    Collect,
    /// An answer of 64 tokens with five alternatives, not streamed. The unit is an answer.
    Invoke,
}

impl Scenario {
    /// All that are measured, in the order of the table.
    pub const ALL: [Self; 5] = [
        Self::Stream(None),
        Self::Stream(Some(5)),
        Self::Stream(Some(20)),
        Self::Collect,
        Self::Invoke,
    ];

    /// How many tokens an answer of [`Invoke`](Self::Invoke) has.
    pub const INVOKED: usize = 64;

    /// The name in the table.
    pub fn name(self) -> String {
        match self {
            Self::Stream(top) => format!("stream-lp{}", top.unwrap_or_default()),
            Self::Collect => "stream-lp5-collected".to_owned(),
            Self::Invoke => format!("invoke-{}-lp5", Self::INVOKED),
        }
    }

    /// The alternatives of each token; `None` is without log probabilities.
    pub fn top(self) -> Option<usize> {
        match self {
            Self::Stream(top) => top,
            Self::Collect | Self::Invoke => Some(5),
        }
    }
}

/// What a contender has seen of the answers: so much that it must have read all of them, and equal
/// for all contenders.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Seen {
    /// Bytes of text.
    pub text: usize,
    /// Tokens with a log probability.
    pub tokens: usize,
    /// Alternatives.
    pub alternatives: usize,
    /// Bytes of tokens and alternatives.
    pub bytes: usize,
    /// The sum of all log probabilities, of alternatives too.
    pub sum: f64,
}

impl Seen {
    /// Adds a piece of text.
    pub fn text(&mut self, text: &str) {
        self.text += text.len();
    }

    /// Adds a token without its alternatives.
    pub fn token(&mut self, logprob: f64, bytes: &[u8]) {
        self.tokens += 1;
        self.add(logprob, bytes);
    }

    /// Adds an alternative.
    pub fn alternative(&mut self, logprob: f64, bytes: &[u8]) {
        self.alternatives += 1;
        self.add(logprob, bytes);
    }

    fn add(&mut self, logprob: f64, bytes: &[u8]) {
        self.bytes += bytes.len();
        self.sum += logprob;
    }
}

/// One line; the sum to six decimals, so that the order of summing does not show.
impl fmt::Display for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} bytes of text, {} tokens, {} alternatives, {} bytes of tokens, sum {:.6}",
            self.text, self.tokens, self.alternatives, self.bytes, self.sum
        )
    }
}
