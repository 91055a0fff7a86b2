use surprisal_core::{CallOptions, Messages};

/// A call that was made.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct FakeCall {
    /// What was said.
    pub messages: Messages,
    /// With which options.
    pub options: CallOptions,
    /// Whether the answer was streamed.
    pub stream: bool,
}
