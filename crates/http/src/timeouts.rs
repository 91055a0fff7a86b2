use std::time::Duration;

/// The time limits of a request. What is not set is taken from the client's, and what a client
/// does not set has the default that is said here. [`Duration::MAX`] means no limit.
///
/// The time to connect belongs to the transport.
///
/// ```
/// use std::time::Duration;
/// use surprisal_http::Timeouts;
///
/// let client = Timeouts::default().idle(Duration::from_secs(20));
/// let call = Timeouts::default().total(Duration::from_secs(5));
/// assert_eq!(call.or(&client), client.total(Duration::from_secs(5)));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Timeouts {
    pub(crate) total: Option<Duration>,
    pub(crate) first_byte: Option<Duration>,
    pub(crate) idle: Option<Duration>,
    pub(crate) content_idle: Option<Duration>,
}

impl Timeouts {
    /// From the start of the request to the end of the answer, retries and their waits included;
    /// 10 minutes by default.
    #[must_use]
    pub fn total(mut self, limit: Duration) -> Self {
        self.total = Some(limit);
        self
    }

    /// From sending a request to the head of its answer; no limit by default. An answer that is
    /// not streamed has its head when the model is done.
    #[must_use]
    pub fn first_byte(mut self, limit: Duration) -> Self {
        self.first_byte = Some(limit);
        self
    }

    /// Within an answer, the longest wait for bytes of any kind; 5 minutes by default.
    #[must_use]
    pub fn idle(mut self, limit: Duration) -> Self {
        self.idle = Some(limit);
        self
    }

    /// Within a stream, the longest wait for content, while keep-alives may come; no limit by
    /// default.
    #[must_use]
    pub fn content_idle(mut self, limit: Duration) -> Self {
        self.content_idle = Some(limit);
        self
    }

    /// These limits, and where they are not set, the others.
    #[must_use]
    pub fn or(&self, others: &Self) -> Self {
        Self {
            total: self.total.or(others.total),
            first_byte: self.first_byte.or(others.first_byte),
            idle: self.idle.or(others.idle),
            content_idle: self.content_idle.or(others.content_idle),
        }
    }

    /// What holds where nothing is set.
    pub(crate) fn standard() -> Self {
        Self::default()
            .total(Duration::from_secs(600))
            .idle(Duration::from_secs(300))
    }
}
