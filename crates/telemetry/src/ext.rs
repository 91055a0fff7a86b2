use surprisal_core::ChatModel;

use crate::Traced;

/// Telemetry for chat models. Every chat model has it.
pub trait TelemetryExt: ChatModel {
    /// Makes each call a span: see [the crate](crate).
    ///
    /// The wrapper is a chat model with the same options and the same [profile](surprisal_core::RunnableExt::profile).
    fn with_telemetry(self) -> Traced<Self>
    where
        Self: Sized,
    {
        Traced::new(self)
    }
}

impl<M: ChatModel + ?Sized> TelemetryExt for M {}
