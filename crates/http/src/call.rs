use std::borrow::Cow;

use tokio::time::Instant;

use crate::Timeouts;

/// What a request is for: the names that errors and traces give it, and its own time limits.
#[derive(Clone, Debug)]
pub struct Call<'a> {
    pub(crate) provider: Cow<'static, str>,
    pub(crate) model: &'a str,
    pub(crate) timeouts: Timeouts,
    /// Since when the total limit counts, where that is not when the request is sent.
    pub(crate) started: Option<Instant>,
}

impl<'a> Call<'a> {
    /// A call of this provider's model, with the client's time limits.
    pub fn new(provider: impl Into<Cow<'static, str>>, model: &'a str) -> Self {
        Self {
            provider: provider.into(),
            model,
            timeouts: Timeouts::default(),
            started: None,
        }
    }

    /// The call's own time limits; what is not set is taken from the client's.
    #[must_use]
    pub fn timeouts(mut self, timeouts: Timeouts) -> Self {
        self.timeouts = timeouts;
        self
    }
}
