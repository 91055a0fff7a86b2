use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures::future::BoxFuture;
use surprisal_core::{CallOptions, ChatModel, Messages};

use super::entry::Entry;

/// How many calls that only the log hears of are under way at once.
const AT_ONCE: usize = 8;

/// Asks the big model for a share of the calls that it was not needed for.
#[derive(Clone)]
pub(super) struct Shadow {
    big: Arc<dyn ChatModel>,
    rate: f64,
    spawn: Arc<dyn Fn(BoxFuture<'static, ()>) + Send + Sync>,
    running: Arc<AtomicUsize>,
}

impl Shadow {
    pub(super) fn new(
        big: Arc<dyn ChatModel>,
        rate: f64,
        spawn: impl Fn(BoxFuture<'static, ()>) + Send + Sync + 'static,
    ) -> Self {
        Self {
            big,
            rate,
            spawn: Arc::new(spawn),
            running: Arc::default(),
        }
    }

    /// Asks for this call too, if it is one of the share.
    pub(super) fn ask(&self, mut entry: Entry, input: Messages, options: CallOptions) {
        // NaN is no share: it is not above anything.
        let is_of_share = self.rate > fastrand::f64();
        let place = is_of_share.then(|| Place::take(&self.running)).flatten();
        let Some(place) = place else {
            return;
        };
        entry.mark_shadow();
        let big = Arc::clone(&self.big);
        (self.spawn)(Box::pin(async move {
            let _place = place;
            entry.see(&big.invoke_opts(input, options).await);
        }));
    }
}

impl fmt::Debug for Shadow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shadow")
            .field("rate", &self.rate)
            .finish_non_exhaustive()
    }
}

/// One of the calls that may be under way at once, until it is dropped.
struct Place(Arc<AtomicUsize>);

impl Place {
    fn take(running: &Arc<AtomicUsize>) -> Option<Self> {
        let one_more = |running: usize| (running < AT_ONCE).then_some(running + 1);
        running
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_more)
            .ok()?;
        Some(Self(Arc::clone(running)))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}
