use std::{error, fmt};

use surprisal_core::{Availability, Error, ErrorKind};

/// Why nothing can be said of the values of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FieldsError {
    /// Log probabilities were not asked for.
    NotRequested,
    /// They were asked for and the answer has none.
    Absent,
    /// The provider or model cannot give them, and the caller chose to go on without.
    Refused,
    /// The answer came as the call of a tool, and no log probabilities of its arguments with it. Most services give
    /// none, OpenAI among them.
    #[non_exhaustive]
    ToolCall {
        /// The tool.
        name: String,
    },
    /// There is no call of a tool at this place.
    #[non_exhaustive]
    NoSuchCall {
        /// The place that was asked for, from 0.
        index: usize,
        /// How many calls there are.
        count: usize,
    },
    /// The answer has neither text nor a call of a tool: the model declined, or was stopped.
    NoText,
    /// The tokens are not those of the text, so nobody knows which token has which value.
    #[non_exhaustive]
    Unaligned {
        /// What does not fit, and where.
        message: String,
    },
}

impl FieldsError {
    pub(super) fn of(availability: Availability) -> Self {
        match availability {
            Availability::NotRequested => Self::NotRequested,
            Availability::Refused => Self::Refused,
            _ => Self::Absent,
        }
    }

    pub(super) fn unaligned(message: String) -> Self {
        Self::Unaligned { message }
    }
}

impl fmt::Display for FieldsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotRequested => {
                f.write_str("no log probabilities were asked for: bind CallOptions::logprobs(true)")
            }
            Self::Absent => f.write_str(
                "log probabilities were asked for and the answer has none: ask another model or service",
            ),
            Self::Refused => f.write_str(
                "the service or model has no log probabilities: ask another model or service",
            ),
            Self::ToolCall { name } => write!(
                f,
                "the answer came as a call of the tool {name:?} without log probabilities of its arguments: ask for \
                 the JSON as the text, by the response_format json_schema, in place of a tool"
            ),
            Self::NoSuchCall { index, count } => {
                write!(f, "there is no tool call {index}: the answer has {count}")
            }
            Self::NoText => f.write_str("the answer has no text, so there is no JSON in it"),
            Self::Unaligned { message } => {
                write!(f, "the tokens cannot be aligned with the text: {message}")
            }
        }
    }
}

impl error::Error for FieldsError {}

impl From<FieldsError> for Error {
    /// [`ErrorKind::BadResponse`] where tokens and text do not fit or there is no text, [`ErrorKind::InvalidInput`]
    /// where it is in what was asked of the answer, else [`ErrorKind::LogprobsMissing`]. The reason is the error's
    /// source.
    fn from(reason: FieldsError) -> Self {
        let kind = match reason {
            FieldsError::Unaligned { .. } | FieldsError::NoText => ErrorKind::BadResponse,
            FieldsError::NoSuchCall { .. } => ErrorKind::InvalidInput,
            _ => ErrorKind::LogprobsMissing,
        };
        Self::new(kind, reason.to_string()).with_source(reason)
    }
}
