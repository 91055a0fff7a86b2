//! What is kept for another try is copied while there may be one, and moved at the last.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use futures::stream;
use surprisal_core::{
    ChunkStream, Error, ErrorKind, Options, Result, RetryPolicy, Runnable, RunnableExt as _,
};

/// Counts its clones.
#[derive(Debug, Default)]
struct Counted(Arc<AtomicUsize>);

impl Clone for Counted {
    fn clone(&self) -> Self {
        self.0.fetch_add(1, Ordering::Relaxed);
        Self(Arc::clone(&self.0))
    }
}

impl Options for Counted {
    fn or(self, _: &Self) -> Self {
        self
    }
}

/// Fails as often as it is told.
#[derive(Debug)]
struct Failing(AtomicUsize);

impl Failing {
    fn times(times: usize) -> Self {
        Self(times.into())
    }

    fn next(&self) -> Result<()> {
        let step = |left: usize| left.checked_sub(1);
        let failed = self
            .0
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, step);
        failed.map_or(Ok(()), |_| Err(Error::new(ErrorKind::Server, "")))
    }
}

#[async_trait]
impl Runnable for Failing {
    type Input = Counted;
    type Output = ();
    type Chunk = ();
    type Options = Counted;

    async fn invoke_opts(&self, _: Counted, _: Counted) -> Result<()> {
        self.next()
    }

    async fn stream_opts(&self, _: Counted, _: Counted) -> Result<ChunkStream<()>> {
        Ok(Box::pin(stream::iter([self.next()])))
    }
}

/// How often the input and the options of a call are copied; invoked and streamed it is the same.
async fn copies<R>(model: impl Fn() -> R) -> usize
where
    R: Runnable<Input = Counted, Output = (), Chunk = (), Options = Counted>,
{
    let (invoked, streamed) = (Counted::default(), Counted::default());
    let (input, options) = (Counted(Arc::clone(&invoked.0)), Counted::default());
    let copied = Arc::clone(&options.0);
    model().invoke_opts(input, options).await.ok();
    let (input, options) = (Counted(Arc::clone(&streamed.0)), Counted::default());
    model().stream_opts(input, options).await.ok();
    let invoked = invoked.0.load(Ordering::Relaxed);
    assert_eq!(invoked, streamed.0.load(Ordering::Relaxed));
    assert_eq!(invoked, copied.load(Ordering::Relaxed));
    invoked
}

#[tokio::test(start_paused = true)]
async fn a_retry_copies_while_another_attempt_may_follow() {
    let retried = |failures, attempts| {
        copies(move || {
            let policy = RetryPolicy::default().max_attempts(attempts);
            Failing::times(failures).with_retry(policy)
        })
    };
    assert_eq!(retried(0, 1).await, 0);
    assert_eq!(retried(0, 3).await, 1);
    assert_eq!(retried(1, 3).await, 2);
    assert_eq!(retried(9, 3).await, 2);
}

#[tokio::test(start_paused = true)]
async fn fallbacks_copy_while_another_may_be_asked() {
    let asked = |failures: Vec<usize>| {
        copies(move || {
            let mut all = failures.iter().map(|failures| Failing::times(*failures));
            let first = all.next().unwrap();
            first.with_fallbacks(all)
        })
    };
    assert_eq!(asked(vec![1]).await, 0);
    assert_eq!(asked(vec![0, 0]).await, 1);
    assert_eq!(asked(vec![1, 0]).await, 1);
    assert_eq!(asked(vec![1, 1, 1]).await, 2);
}

#[tokio::test(start_paused = true)]
async fn the_others_copy_nothing() {
    let wrapped = || {
        Failing::times(0)
            .with_timeout(std::time::Duration::from_secs(1))
            .with_rate_limit(surprisal_core::RateLimiter::new())
            .with_concurrency_limit(1)
            .inspect(|_, _| {})
    };
    assert_eq!(copies(wrapped).await, 0);
}
