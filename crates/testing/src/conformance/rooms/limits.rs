//! Time limits, answers that end early, and calls that nobody waits for any more.

use std::time::Duration;

use futures_util::StreamExt as _;
use surprisal_core::{CallOptions, Error, ErrorKind};

use crate::conformance::check::{Check, ensure, failed, same, soon};
use crate::conformance::lab::Lab;
use crate::conformance::script::{hello, says};
use crate::conformance::{End, Stop};

const LIMIT: Duration = Duration::from_millis(300);

pub(crate) async fn an_answer_has_a_time_limit(lab: &Lab<'_>) -> Check {
    let rig = lab.whole(hello().end(End::Stalls(2))).await?;
    let call = rig.invoke(CallOptions::new().timeout(LIMIT));
    timed_out(soon("a call with a time limit", call).await?)
}

pub(crate) async fn a_stream_has_a_time_limit(lab: &Lab<'_>) -> Check {
    // It never pauses for long, and never ends.
    let words = ["word "; 200];
    let rig = lab.streamed(says(&words).pause(LIMIT / 6)).await?;
    let call = rig.collect(CallOptions::new().timeout(LIMIT));
    timed_out(soon("a stream with a time limit", call).await?)
}

pub(crate) async fn a_stream_has_an_idle_limit(lab: &Lab<'_>) -> Check {
    let rig = lab.streamed(hello().end(End::Stalls(2))).await?;
    let call = rig.collect(CallOptions::new().idle_timeout(LIMIT));
    timed_out(soon("a stream with an idle limit", call).await?)
}

pub(crate) async fn a_steady_stream_keeps_the_idle_limit(lab: &Lab<'_>) -> Check {
    // All of it takes longer than the limit.
    let words = ["word "; 12];
    let rig = lab.streamed(says(&words).pause(LIMIT / 8)).await?;
    let answer = rig.collect(CallOptions::new().idle_timeout(LIMIT)).await?;
    same("the text", answer.text(), words.concat())
}

fn timed_out<T: std::fmt::Debug>(outcome: Result<T, Error>) -> Check {
    let error = failed("time was limited", outcome)?;
    same("the kind", error.kind(), ErrorKind::Timeout)
}

pub(crate) async fn an_answer_that_breaks_off_is_truncated(lab: &Lab<'_>) -> Check {
    truncated_whole(lab, End::Breaks(2)).await
}

pub(crate) async fn an_answer_that_stops_early_is_truncated(lab: &Lab<'_>) -> Check {
    truncated_whole(lab, End::Stops(2)).await
}

async fn truncated_whole(lab: &Lab<'_>, end: End) -> Check {
    let rig = lab.whole(hello().end(end)).await?;
    let error = failed(
        "half of the answer came",
        rig.invoke(CallOptions::new()).await,
    )?;
    same("the kind", error.kind(), ErrorKind::Truncated)
}

pub(crate) async fn a_stream_that_breaks_off_is_truncated(lab: &Lab<'_>) -> Check {
    for pieces in 1..=3 {
        truncated(lab, End::Breaks(pieces)).await?;
    }
    Ok(())
}

pub(crate) async fn a_stream_without_its_end_is_truncated(lab: &Lab<'_>) -> Check {
    for pieces in 1..=4 {
        truncated(lab, End::Stops(pieces)).await?;
    }
    Ok(())
}

async fn truncated(lab: &Lab<'_>, end: End) -> Check<Error> {
    let rig = lab.streamed(hello().end(end.clone())).await?;
    let outcome = rig.collect(CallOptions::new()).await;
    let error = failed(&format!("the stream ended by {end:?}"), outcome)?;
    same("the kind", error.kind(), ErrorKind::Truncated)?;
    Ok(error)
}

pub(crate) async fn what_came_before_the_break_is_kept(lab: &Lab<'_>) -> Check {
    for end in [End::Breaks(3), End::Stops(3)] {
        let error = truncated(lab, end).await?;
        let partial = error.partial().map(|partial| partial.text().into_owned());
        same("what came", partial, Some("Hello ".into()))?;
    }
    Ok(())
}

pub(crate) async fn a_call_that_is_dropped_is_given_up(lab: &Lab<'_>) -> Check {
    let rig = lab.whole(hello().end(End::Stalls(2))).await?;
    rig.seen()?;
    tokio::select! {
        outcome = rig.invoke(CallOptions::new()) => {
            return Err(Stop::Fail(format!("the service stalls, and there was {outcome:?}")));
        }
        arrived = soon("a request", rig.arrived()) => arrived??,
    }
    rig.hung_up().await
}

pub(crate) async fn a_stream_that_is_dropped_is_given_up(lab: &Lab<'_>) -> Check {
    let rig = lab.streamed(hello().end(End::Stalls(3))).await?;
    rig.seen()?;
    let mut stream = rig.open(CallOptions::new()).await?;
    let first = soon("the first chunk", stream.next()).await?;
    ensure(matches!(first, Some(Ok(_))), || {
        format!("the first chunk is {first:?}")
    })?;
    drop(stream);
    rig.hung_up().await
}
