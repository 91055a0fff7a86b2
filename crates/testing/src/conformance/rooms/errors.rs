//! What a service refuses.

use std::time::Duration;

use futures_util::TryStreamExt as _;
use surprisal_core::{AiMessageChunk, CallOptions, Error, ErrorKind, RunnableExt as _};

use crate::conformance::check::{Check, ensure, failed, same};
use crate::conformance::lab::Lab;
use crate::conformance::script::hello;
use crate::conformance::{End, Failure, Part, REQUEST_ID, Scenario};

/// What the service says.
const WORDS: &str = "the moon is in the wrong house";

pub(crate) async fn an_invalid_input_is_known(lab: &Lab<'_>) -> Check {
    known(lab, ErrorKind::InvalidInput).await
}

pub(crate) async fn a_wrong_key_is_known(lab: &Lab<'_>) -> Check {
    known(lab, ErrorKind::Authentication).await
}

pub(crate) async fn a_missing_permission_is_known(lab: &Lab<'_>) -> Check {
    known(lab, ErrorKind::PermissionDenied).await
}

pub(crate) async fn a_model_that_is_not_there_is_known(lab: &Lab<'_>) -> Check {
    known(lab, ErrorKind::NotFound).await
}

pub(crate) async fn a_rate_limit_is_known(lab: &Lab<'_>) -> Check {
    known(lab, ErrorKind::RateLimited).await
}

pub(crate) async fn an_exhausted_quota_is_known(lab: &Lab<'_>) -> Check {
    known(lab, ErrorKind::QuotaExhausted).await
}

pub(crate) async fn a_context_that_is_too_long_is_known(lab: &Lab<'_>) -> Check {
    known(lab, ErrorKind::ContextTooLong).await
}

pub(crate) async fn a_filtered_prompt_is_known(lab: &Lab<'_>) -> Check {
    known(lab, ErrorKind::ContentFiltered).await
}

pub(crate) async fn an_option_that_is_refused_is_known(lab: &Lab<'_>) -> Check {
    known(lab, ErrorKind::Unsupported).await
}

pub(crate) async fn a_time_limit_of_the_service_is_known(lab: &Lab<'_>) -> Check {
    known(lab, ErrorKind::Timeout).await
}

pub(crate) async fn a_failure_of_the_service_is_known(lab: &Lab<'_>) -> Check {
    known(lab, ErrorKind::Server).await
}

/// Asked whole and streamed: a service words its errors alike, and models read them in two places.
async fn known(lab: &Lab<'_>, kind: ErrorKind) -> Check {
    for streamed in [false, true] {
        let error = refused(lab, Failure::new(kind, WORDS), streamed).await?;
        ensure(error.kind() == kind, || {
            format!(
                "it is {:?} where {kind:?} was expected: {error:?}",
                error.kind()
            )
        })?;
    }
    Ok(())
}

pub(crate) async fn an_error_tells_what_the_service_said(lab: &Lab<'_>) -> Check {
    let error = refused(lab, Failure::new(ErrorKind::InvalidInput, WORDS), false).await?;
    ensure(error.message().contains(WORDS), || {
        format!("it says {:?}", error.message())
    })
}

pub(crate) async fn an_error_tells_its_provider(lab: &Lab<'_>) -> Check {
    let rig = lab
        .rig(Scenario::whole(Failure::new(
            ErrorKind::InvalidInput,
            WORDS,
        )))
        .await?;
    let error = failed("the service refused", rig.invoke(CallOptions::new()).await)?;
    let profile = rig.model.profile();
    ensure(error.provider().is_some(), || "it tells none".into())?;
    same(
        "the provider",
        error.provider(),
        profile.provider.as_deref(),
    )
}

pub(crate) async fn an_error_tells_its_status_and_body(lab: &Lab<'_>) -> Check {
    let error = refused(lab, Failure::new(ErrorKind::InvalidInput, WORDS), false).await?;
    ensure(error.status().is_some_and(|status| status >= 400), || {
        format!("the status is {:?}", error.status())
    })?;
    ensure(
        error.body().is_some_and(|body| body.contains(WORDS)),
        || format!("the body is {:?}", error.body()),
    )
}

pub(crate) async fn an_error_tells_the_id_of_its_request(lab: &Lab<'_>) -> Check {
    let error = refused(lab, Failure::new(ErrorKind::InvalidInput, WORDS), false).await?;
    same(
        "the id of the request",
        error.request_id(),
        Some(REQUEST_ID),
    )
}

pub(crate) async fn an_error_tells_how_long_to_wait(lab: &Lab<'_>) -> Check {
    let wait = Duration::from_secs(7);
    let failure = Failure::new(ErrorKind::RateLimited, WORDS).retry_after(wait);
    let error = refused(lab, failure, false).await?;
    same("the wait", error.retry_after(), Some(wait))?;
    ensure(error.is_retryable(), || {
        "it is not to be tried again".into()
    })
}

pub(crate) async fn a_stream_that_is_refused_is_an_error_of_the_call(lab: &Lab<'_>) -> Check {
    let failure = Failure::new(ErrorKind::InvalidInput, WORDS);
    let rig = lab.rig(Scenario::streamed(failure)).await?;
    let outcome = rig.open(CallOptions::new()).await.map(|_| "a stream");
    failed("the service refused", outcome).map(|_| ())
}

pub(crate) async fn an_error_within_a_stream_comes_behind_what_came(lab: &Lab<'_>) -> Check {
    let failure = Failure::new(ErrorKind::Server, WORDS);
    let rig = lab.streamed(hello().end(End::Fails(3, failure))).await?;
    let stream = rig.open(CallOptions::new()).await?;
    let outcome = AiMessageChunk::collect(stream.into_stream()).await;
    let error = failed("the service failed within the stream", outcome)?;
    same("the kind", error.kind(), ErrorKind::Server)?;
    same(
        "what came",
        error.partial().map(|partial| partial.text().into_owned()),
        Some("Hello ".into()),
    )?;
    ensure(error.provider().is_some(), || "it tells no provider".into())?;
    ensure(error.message().contains(WORDS), || {
        format!("it says {:?}", error.message())
    })?;
    match lab.has_part(Part::Responses) {
        true => ensure(error.body().is_some(), || "it has no body".into()),
        false => Ok(()),
    }
}

async fn refused(lab: &Lab<'_>, failure: Failure, streamed: bool) -> Check<Error> {
    let mut scenario = Scenario::whole(failure);
    scenario.streamed = streamed;
    let rig = lab.rig(scenario).await?;
    failed(
        "the service refused",
        rig.answer(streamed, CallOptions::new()).await,
    )
}
