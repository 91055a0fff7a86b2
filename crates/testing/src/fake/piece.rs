use surprisal_core::Channel;

use super::FakeToken;

/// One token of a choice, with what it is part of.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Piece {
    pub(super) part: Part,
    pub(super) token: FakeToken,
}

/// What a token is part of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Reasoning,
    Text,
    Refusal,
    /// The token with which a call begins, whose text nobody sees.
    Call {
        index: u32,
        name: String,
    },
    Arguments {
        index: u32,
        /// Whether it has a log probability, which most services do not give it.
        scored: bool,
    },
}

impl Part {
    /// Where its log probabilities go.
    pub(super) fn channel(&self) -> Option<Channel> {
        match self {
            Self::Reasoning => Some(Channel::Reasoning),
            Self::Text => Some(Channel::Content),
            Self::Refusal => Some(Channel::Refusal),
            Self::Arguments { scored: true, .. } => Some(Channel::ToolCalls),
            Self::Call { .. } | Self::Arguments { .. } => None,
        }
    }
}
