use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use surprisal::telemetry::TelemetryExt as _;
use surprisal::{
    CallEvent, ChatModel, ConcurrencyLimit, RateLimiter, RetryPolicy, RunnableExt as _, TimeLimits,
};

/// What a watch over calls has been told.
#[derive(Debug, Default)]
pub(crate) struct Calls {
    started: AtomicUsize,
    ended: AtomicUsize,
    failed: AtomicUsize,
    cancelled: AtomicUsize,
}

/// The models within a retry, time limits, a span, limits of rate and of concurrency, and a watch.
pub(crate) fn wrapped(
    models: &[Arc<dyn ChatModel>],
    at_once: usize,
    calls: &Arc<Calls>,
) -> Vec<Arc<dyn ChatModel>> {
    let hour = Duration::from_secs(3600);
    let limits = TimeLimits::new().whole(hour).first_chunk(hour);
    let policy = RetryPolicy::default()
        .base_delay(Duration::from_millis(5))
        .budget(u32::MAX);
    let limit = ConcurrencyLimit::new(at_once);
    let wrap = |model: &Arc<dyn ChatModel>| {
        let calls = Arc::clone(calls);
        let model = Arc::clone(model)
            .with_retry(policy.clone())
            .with_timeout(limits.between_chunks(hour))
            .with_telemetry()
            .with_rate_limit(RateLimiter::new())
            .with_concurrency_limit(limit.clone())
            .inspect(move |_, event| calls.tell(&event));
        Arc::new(model) as Arc<dyn ChatModel>
    };
    models.iter().map(wrap).collect()
}

impl Calls {
    fn tell<M: ChatModel + ?Sized>(&self, event: &CallEvent<'_, M>) {
        let count = match event {
            CallEvent::Started { .. } => &self.started,
            CallEvent::Ended => &self.ended,
            CallEvent::Failed(_) => &self.failed,
            CallEvent::Cancelled => &self.cancelled,
            _ => return,
        };
        count.fetch_add(1, Ordering::Relaxed);
    }

    /// Asserts that each of so many calls has begun and ended once.
    pub(crate) fn check(&self, begun: usize) {
        let of = |count: &AtomicUsize| count.load(Ordering::Relaxed);
        let over = of(&self.ended) + of(&self.failed) + of(&self.cancelled);
        assert_eq!((of(&self.started), over), (begun, begun), "{self}");
    }
}

impl fmt::Display for Calls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let of = |count: &AtomicUsize| count.load(Ordering::Relaxed);
        write!(
            f,
            "{} calls started, {} ended, {} failed, {} cancelled",
            of(&self.started),
            of(&self.ended),
            of(&self.failed),
            of(&self.cancelled)
        )
    }
}
