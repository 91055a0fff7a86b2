//! A model behind what an application needs in use: retries, another model where it fails, limits, a cache, a watch.

use std::time::{Duration, Instant};

use surprisal::{
    CallEvent, Error, ErrorKind, MemoryCache, RateLimiter, Result, RetryPolicy, RunnableExt,
    TimeLimits,
};
use surprisal_testing::{FakeChatModel, token};

#[tokio::main]
async fn main() -> Result<()> {
    let busy = || Error::new(ErrorKind::RateLimited, "slow down");
    let small = FakeChatModel::new()
        .fail(busy().with_retry_after(Duration::from_millis(200)))
        .say([token("Paris").p(0.9)])
        .fail(Error::new(ErrorKind::QuotaExhausted, "no credit left"));
    let large = FakeChatModel::new().say([token("Canberra").p(0.99)]);

    // What is written first is further in.
    let llm = small
        .with_timeout(TimeLimits::new().first_chunk(Duration::from_secs(10)))
        .with_retry(RetryPolicy::default())
        .with_fallbacks([large])
        .with_rate_limit(RateLimiter::new().requests_per_second(20.0))
        .with_cache(MemoryCache::new(1000))
        .inspect(|call, event| match event {
            CallEvent::Output(answer) => println!("call {call}: {:?}", answer.text()),
            CallEvent::Failed(error) => println!("call {call}: {error}"),
            _ => {}
        });

    let started = Instant::now();
    let capital = |of: &str| format!("What is the capital of {of}?");
    llm.invoke(capital("France")).await?; // the second attempt, after 200 ms
    llm.invoke(capital("Australia")).await?; // no credit: the fallback
    let again = llm.invoke(capital("France")).await?; // the cache
    assert!(again.response_metadata().cached);

    // Both have nothing more to say, and both errors are kept.
    let error = llm.invoke(capital("Spain")).await.unwrap_err();
    println!("{} errors of fallbacks", error.fallback_errors().len());
    println!("{} ms", started.elapsed().as_millis());
    Ok(())
}
