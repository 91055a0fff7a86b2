use std::time::Duration;

/// How long a call may take: what [`with_timeout`](crate::RunnableExt::with_timeout) holds it to. What is not set is
/// not limited. A [`Duration`] alone is the limit of the [`whole`](Self::whole).
///
/// ```
/// use std::time::Duration;
/// use surprisal_core::TimeLimits;
///
/// let limits = TimeLimits::new().whole(Duration::from_secs(60)).between_chunks(Duration::from_secs(5));
/// assert_eq!(TimeLimits::from(Duration::from_secs(1)), TimeLimits::new().whole(Duration::from_secs(1)));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TimeLimits {
    pub(super) whole: Option<Duration>,
    pub(super) first_chunk: Option<Duration>,
    pub(super) between_chunks: Option<Duration>,
}

impl TimeLimits {
    /// No limit.
    pub fn new() -> Self {
        Self::default()
    }

    /// From the call to the whole answer or the end of its stream, the time in which its reader does something else
    /// included.
    #[must_use]
    pub fn whole(mut self, limit: Duration) -> Self {
        self.whole = Some(limit);
        self
    }

    /// From the call to the first chunk of a stream, without the time in which its reader does something else.
    #[must_use]
    pub fn first_chunk(mut self, limit: Duration) -> Self {
        self.first_chunk = Some(limit);
        self
    }

    /// The longest wait for a chunk after the first, or for the end. It begins when a chunk is asked for that is not
    /// there, so a slow reader is never taken for a slow model.
    #[must_use]
    pub fn between_chunks(mut self, limit: Duration) -> Self {
        self.between_chunks = Some(limit);
        self
    }
}

impl From<Duration> for TimeLimits {
    fn from(whole: Duration) -> Self {
        Self::new().whole(whole)
    }
}
