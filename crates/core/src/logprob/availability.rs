use serde::{Deserialize, Serialize};

/// Whether a choice has log probabilities, and if not, why.
///
/// Ordered by how much is known, so that the availability of merged chunks is the greater one.
///
/// ```
/// use surprisal_core::{AiMessage, Availability};
///
/// let answer = AiMessage::new("nobody asked how sure it is");
/// assert_eq!(answer.logprobs().availability(), Availability::NotRequested);
/// ```
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Availability {
    /// Nobody asked for them.
    #[default]
    NotRequested,
    /// They were asked for and the answer has none.
    RequestedButAbsent,
    /// The provider or model cannot give them, and the caller chose to go on with a warning.
    Refused,
    /// The answer has them.
    Returned,
}
