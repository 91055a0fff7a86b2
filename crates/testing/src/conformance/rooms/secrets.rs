//! Secrets stay secret.

use surprisal_core::{CallOptions, Error, ErrorKind, RunnableExt as _};

use crate::conformance::check::{Check, ensure, failed};
use crate::conformance::lab::Lab;
use crate::conformance::script::hello;
use crate::conformance::{End, Failure, KEY, Rig, Scenario};

pub(crate) async fn a_model_does_not_print_its_key(lab: &Lab<'_>) -> Check {
    let rig = lab.whole(hello()).await?;
    let key = rig.known_key()?;
    let answer = rig.invoke(CallOptions::new()).await?;
    // It must have been sent for this to say anything.
    let request = rig.only()?;
    let is_sent =
        request.headers.iter().any(|(_, value)| value.contains(key)) || request.body.contains(key);
    ensure(is_sent, || "the key did not arrive".into())?;
    for printed in [
        format!("{:?}", rig.model.profile()),
        format!("{answer:?}"),
        rig.printed(),
    ] {
        ensure(!printed.contains(key), || "the key is printed".into())?;
    }
    Ok(())
}

pub(crate) async fn an_error_does_not_print_the_key_that_comes_back(lab: &Lab<'_>) -> Check {
    let failure = Failure::new(ErrorKind::Authentication, format!("incorrect key: {KEY}"));
    let rig = lab.rig(Scenario::whole(failure)).await?;
    let error = failed("the key was refused", rig.invoke(CallOptions::new()).await)?;
    is_silent(&rig, &error)
}

pub(crate) async fn an_error_within_a_stream_does_not_print_the_key_that_comes_back(
    lab: &Lab<'_>,
) -> Check {
    let failure = Failure::new(ErrorKind::Server, format!("incorrect key: {KEY}"));
    let rig = lab.streamed(hello().end(End::Fails(2, failure))).await?;
    let error = failed("the service failed", rig.collect(CallOptions::new()).await)?;
    is_silent(&rig, &error)
}

pub(crate) async fn a_header_of_a_call_is_not_printed(lab: &Lab<'_>) -> Check {
    let secret = "token-of-the-caller-0815";
    let failure = Failure::new(ErrorKind::Authentication, format!("refused: {secret}"));
    let rig = lab.rig(Scenario::whole(failure)).await?;
    let options = CallOptions::new().header("x-caller", secret);
    let printed = format!("{options:?}");
    let error = match rig.invoke(options).await {
        Err(error) if error.kind() == ErrorKind::Unsupported => return Ok(()),
        outcome => failed("the header was refused", outcome)?,
    };
    ensure(
        !printed.contains(secret) && !shown(&error).contains(secret),
        || "the header is printed".into(),
    )
}

fn is_silent(rig: &Rig, error: &Error) -> Check {
    let key = rig.known_key()?;
    ensure(!shown(error).contains(key), || {
        format!(
            "the key is in the error: {}",
            shown(error).replace(key, "<the key>")
        )
    })
}

/// All that an error shows.
fn shown(error: &Error) -> String {
    let parts = (error.message(), error.code(), error.body(), error.headers());
    format!("{error} {error:?} {parts:?}")
}
