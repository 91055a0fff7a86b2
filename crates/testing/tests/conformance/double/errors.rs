//! What the double makes of a refusal.

use std::time::Duration;

use surprisal_core::{Error, ErrorKind, Secret};
use surprisal_testing::conformance::{Failure, KEY, REQUEST_ID};

pub(super) fn error(
    fault: &str,
    failure: &Failure,
    headers: &[(String, String)],
    in_stream: bool,
) -> Error {
    let is_plain = failure.message.contains("moon") && failure.retry_after.is_none();
    let is_input = is_plain && failure.kind == ErrorKind::InvalidInput;
    let kind = match wrong_kind(fault) {
        Some(kind) if is_plain && !in_stream && kind == failure.kind => ErrorKind::BadResponse,
        _ => failure.kind,
    };
    let is = |name: &str| is_input && fault == name;
    let message = if is("an_error_tells_what_the_service_said") {
        String::new()
    } else {
        failure.message.clone()
    };
    let mut error = Error::new(kind, message);
    if !is("an_error_tells_its_provider") {
        error = error.with_provider("double");
    }
    if !is("an_error_tells_its_status_and_body") {
        error = error
            .with_status(400)
            .with_body(format!("{{\"error\": {:?}}}", failure.message));
    }
    if !is("an_error_tells_the_id_of_its_request") {
        error = error.with_request_id(REQUEST_ID);
    }
    let lost = match fault {
        "an_error_tells_how_long_to_wait" => Some(Duration::from_secs(7)),
        "the_wait_that_is_asked_for_is_kept" => Some(Duration::from_secs(1)),
        _ => None,
    };
    if let Some(wait) = failure.retry_after.filter(|wait| lost != Some(*wait)) {
        error = error.with_retry_after(wait);
    }
    let is_tried_again = match fault {
        "what_does_not_pass_is_not_tried_again" => kind == ErrorKind::InvalidInput,
        "an_exhausted_quota_is_not_tried_again" => kind == ErrorKind::QuotaExhausted,
        _ => false,
    };
    if is_tried_again {
        error = error.with_retryable(true);
    }
    let prints_key = match in_stream {
        false => "an_error_does_not_print_the_key_that_comes_back",
        true => "an_error_within_a_stream_does_not_print_the_key_that_comes_back",
    };
    for (name, value) in headers {
        let is_key = name == "authorization";
        let is_printed = match is_key {
            true => fault == prints_key,
            false => fault == "a_header_of_a_call_is_not_printed",
        };
        if !is_printed {
            error = error.redact(&Secret::from(if is_key { KEY } else { value }));
        }
    }
    error
}

fn wrong_kind(fault: &str) -> Option<ErrorKind> {
    Some(match fault {
        "an_invalid_input_is_known" => ErrorKind::InvalidInput,
        "a_wrong_key_is_known" => ErrorKind::Authentication,
        "a_missing_permission_is_known" => ErrorKind::PermissionDenied,
        "a_model_that_is_not_there_is_known" => ErrorKind::NotFound,
        "a_rate_limit_is_known" => ErrorKind::RateLimited,
        "an_exhausted_quota_is_known" => ErrorKind::QuotaExhausted,
        "a_context_that_is_too_long_is_known" => ErrorKind::ContextTooLong,
        "a_filtered_prompt_is_known" => ErrorKind::ContentFiltered,
        "an_option_that_is_refused_is_known" => ErrorKind::Unsupported,
        "a_time_limit_of_the_service_is_known" => ErrorKind::Timeout,
        "a_failure_of_the_service_is_known" => ErrorKind::Server,
        _ => return None,
    })
}
