//! How Google writes an error: `google.rpc.Status` with its details, and the words by which alone some are told apart.

use serde_json::{Value, json};
use surprisal_core::ErrorKind;
use surprisal_testing::conformance::Failure;

use crate::wire::Google;

/// Status and body.
pub(crate) fn error(google: Google, failure: &Failure) -> Option<(u16, Value)> {
    let words = &failure.message;
    let mut details = Vec::new();
    let (status, code, message) = match failure.kind {
        ErrorKind::ContentFiltered => {
            let feedback = json!({"blockReason": "SAFETY", "blockReasonMessage": words});
            return Some((200, json!({"promptFeedback": feedback})));
        }
        ErrorKind::InvalidInput => (400, "INVALID_ARGUMENT", words.clone()),
        // An unknown key is a wrong argument to the Gemini API.
        ErrorKind::Authentication if google == Google::GeminiApi => {
            details.push(json!({
                "@type": "type.googleapis.com/google.rpc.ErrorInfo",
                "reason": "API_KEY_INVALID",
                "domain": "googleapis.com",
            }));
            (400, "INVALID_ARGUMENT", words.clone())
        }
        ErrorKind::Authentication => (401, "UNAUTHENTICATED", words.clone()),
        ErrorKind::PermissionDenied => (403, "PERMISSION_DENIED", words.clone()),
        ErrorKind::NotFound => (404, "NOT_FOUND", words.clone()),
        ErrorKind::RateLimited => {
            let wait = failure.retry_after.unwrap_or_default();
            details.push(quota(
                "GenerateRequestsPerMinutePerProjectPerModel-FreeTier",
            ));
            details.push(json!({
                "@type": "type.googleapis.com/google.rpc.RetryInfo",
                "retryDelay": format!("{}s", wait.as_secs_f64()),
            }));
            (429, "RESOURCE_EXHAUSTED", words.clone())
        }
        ErrorKind::QuotaExhausted => {
            details.push(quota("GenerateRequestsPerDayPerProjectPerModel-FreeTier"));
            (429, "RESOURCE_EXHAUSTED", words.clone())
        }
        ErrorKind::ContextTooLong => {
            let said = "The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).";
            (400, "INVALID_ARGUMENT", format!("{said} {words}"))
        }
        ErrorKind::Unsupported => {
            let said = "Logprobs is not enabled for models/gemini-2.5-flash";
            (400, "INVALID_ARGUMENT", format!("{said} {words}"))
        }
        ErrorKind::Timeout => (504, "DEADLINE_EXCEEDED", words.clone()),
        ErrorKind::Server => (503, "UNAVAILABLE", words.clone()),
        _ => return None,
    };
    let mut error = json!({"code": status, "message": message, "status": code});
    if !details.is_empty() {
        error["details"] = details.into();
    }
    Some((status, json!({ "error": error })))
}

fn quota(id: &str) -> Value {
    json!({
        "@type": "type.googleapis.com/google.rpc.QuotaFailure",
        "violations": [{
            "quotaMetric": "generativelanguage.googleapis.com/generate_content_free_tier_requests",
            "quotaId": id,
        }],
    })
}
