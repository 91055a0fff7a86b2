//! What is tried again, and what is not.

use std::time::Duration;

use surprisal_core::{CallOptions, ErrorKind, RetryPolicy};
use tokio::time::Instant;

use crate::conformance::check::{Check, ensure, failed, same};
use crate::conformance::lab::Lab;
use crate::conformance::script::hello;
use crate::conformance::{End, Failure, Scenario};

pub(crate) async fn what_passes_is_tried_again(lab: &Lab<'_>) -> Check {
    again(lab, false).await
}

pub(crate) async fn a_stream_that_is_refused_is_tried_again(lab: &Lab<'_>) -> Check {
    again(lab, true).await
}

async fn again(lab: &Lab<'_>, streamed: bool) -> Check {
    let mut scenario = Scenario::whole(failure(ErrorKind::RateLimited))
        .then(failure(ErrorKind::Server))
        .then(hello())
        .retry(policy());
    scenario.streamed = streamed;
    let rig = lab.rig(scenario).await?;
    rig.seen()?;
    let answer = rig.answer(streamed, CallOptions::new()).await?;
    same("the text", answer.text(), "Hello world")?;
    same("the number of requests", rig.requests(), 3)
}

pub(crate) async fn the_wait_that_is_asked_for_is_kept(lab: &Lab<'_>) -> Check {
    let wait = Duration::from_secs(1);
    let scenario = Scenario::whole(failure(ErrorKind::RateLimited).retry_after(wait)).then(hello());
    let rig = lab.rig(scenario.retry(policy())).await?;
    let before = Instant::now();
    rig.invoke(CallOptions::new()).await?;
    let waited = before.elapsed();
    ensure(waited >= wait, || {
        format!("it waited {waited:?} where {wait:?} was asked for")
    })
}

pub(crate) async fn tries_come_to_an_end(lab: &Lab<'_>) -> Check {
    let scenario = Scenario::whole(failure(ErrorKind::Server)).retry(policy());
    let rig = lab.rig(scenario).await?;
    rig.seen()?;
    let error = failed("the service fails", rig.invoke(CallOptions::new()).await)?;
    same("the kind", error.kind(), ErrorKind::Server)?;
    same("the number of requests", rig.requests(), 3)?;
    // Else a retry on top would multiply.
    ensure(error.retries_spent(), || {
        "it does not say that it was tried again".into()
    })
}

pub(crate) async fn what_does_not_pass_is_not_tried_again(lab: &Lab<'_>) -> Check {
    once(lab, ErrorKind::InvalidInput).await
}

pub(crate) async fn an_exhausted_quota_is_not_tried_again(lab: &Lab<'_>) -> Check {
    once(lab, ErrorKind::QuotaExhausted).await
}

async fn once(lab: &Lab<'_>, kind: ErrorKind) -> Check {
    let rig = lab
        .rig(Scenario::whole(failure(kind)).then(hello()).retry(policy()))
        .await?;
    rig.seen()?;
    let error = failed("the service refused", rig.invoke(CallOptions::new()).await)?;
    ensure(!error.is_retryable(), || format!("{error} is said to pass"))?;
    same("the number of requests", rig.requests(), 1)
}

pub(crate) async fn a_stream_that_has_begun_is_not_tried_again(lab: &Lab<'_>) -> Check {
    let scenario = Scenario::streamed(hello().end(End::Breaks(2))).then(hello());
    let rig = lab.rig(scenario.retry(policy())).await?;
    rig.seen()?;
    let outcome = rig.collect(CallOptions::new()).await;
    let error = failed(
        "the stream broke off",
        outcome.map(|answer| answer.text().into_owned()),
    )?;
    same("the kind", error.kind(), ErrorKind::Truncated)?;
    same("the number of requests", rig.requests(), 1)
}

fn failure(kind: ErrorKind) -> Failure {
    Failure::new(kind, "not now")
}

fn policy() -> RetryPolicy {
    RetryPolicy::default()
        .max_attempts(3)
        .base_delay(Duration::from_millis(10))
}
