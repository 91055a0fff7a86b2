use serde::{Deserialize, Serialize};

/// In which direction a measure grows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Direction {
    /// A greater value is of a surer answer.
    HigherIsSurer,
    /// A smaller value is of a surer answer.
    LowerIsSurer,
}

/// What a measure counts in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Unit {
    /// 0 to 1: a probability, a difference of two, or a share of the tokens.
    Probability,
    /// Natural logarithms: 1 nat = 1/ln 2 bits.
    Nats,
    /// Logarithms to the base of 2.
    Bits,
    /// A number of equally likely tokens.
    Perplexity,
    /// A number of tokens.
    Tokens,
}

/// What a measure needs of each token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Needs {
    /// Its log probability: [`CallOptions::logprobs`](surprisal_core::CallOptions::logprobs).
    Chosen,
    /// The alternatives too: [`CallOptions::top_logprobs`](surprisal_core::CallOptions::top_logprobs).
    Alternatives,
}
