use serde_json::json;
use surprisal_core::{ErrorKind, FinishReason};

use crate::support::{answer, read, streamed};

#[test]
fn a_prompt_that_is_blocked_is_an_error_whole_and_streamed() {
    let body = json!({
        "promptFeedback": {"blockReason": "PROHIBITED_CONTENT"},
        "usageMetadata": {"promptTokenCount": 7},
        "modelVersion": "gemini-2.5-flash",
    });
    for error in [read(&body).unwrap_err(), streamed(&[body]).unwrap_err()] {
        assert_eq!(error.kind(), ErrorKind::ContentFiltered);
        assert_eq!(error.code(), Some("PROHIBITED_CONTENT"));
        assert!(!error.is_retryable());
    }
}

#[test]
fn an_answer_that_is_blocked_tells_for_what() {
    let ratings = json!([
        {"category": "HARM_CATEGORY_HARASSMENT", "probability": "LOW"},
        {"category": "HARM_CATEGORY_DANGEROUS_CONTENT", "probability": "HIGH", "blocked": true,
         "severity": "HARM_SEVERITY_MEDIUM", "severityScore": 0.5},
        {"probability": "LOW"},
    ]);
    let more = json!({"finishReason": "SAFETY", "safetyRatings": ratings});
    let message = read(&answer(&json!([]), &more)).unwrap();
    assert_eq!(message.finish_reason(), Some(&FinishReason::ContentFilter));
    let filter = message.content_filter().unwrap();
    assert!(filter.is_filtered());
    let harassment = filter.get("HARM_CATEGORY_HARASSMENT").unwrap();
    assert_eq!(
        (harassment.severity(), harassment.is_filtered()),
        (Some("low"), false)
    );
    let danger = filter.get("HARM_CATEGORY_DANGEROUS_CONTENT").unwrap();
    assert_eq!(
        (danger.severity(), danger.is_filtered()),
        (Some("medium"), true)
    );
    assert_eq!(danger.json()["probability"], "HIGH");
    assert_eq!(danger.json()["severityScore"], 0.5);
}

#[test]
fn the_worst_rating_of_a_stream_counts() {
    let event = |probability: &str, end: Option<&str>| {
        let rating = json!({"category": "HARM_CATEGORY_HATE_SPEECH", "probability": probability});
        json!({"candidates": [{"content": {"parts": [{"text": "x"}]}, "safetyRatings": [rating], "finishReason": end}]})
    };
    let events = [
        event("NEGLIGIBLE", None),
        event("MEDIUM", None),
        event("LOW", Some("STOP")),
    ];
    let message = streamed(&events).unwrap();
    let hate = message
        .content_filter()
        .unwrap()
        .get("HARM_CATEGORY_HATE_SPEECH");
    assert_eq!(hate.unwrap().severity(), Some("medium"));
}
