use serde_json::json;
use surprisal_core::{ErrorKind, FinishReason, Usage};

use super::{around, chunks, read, streamed};

#[test]
fn each_reason_to_stop_is_known() {
    for (word, reason) in [
        ("end_turn", FinishReason::Stop),
        ("stop_sequence", FinishReason::Stop),
        ("max_tokens", FinishReason::Length),
        ("model_context_window_exceeded", FinishReason::Length),
        ("tool_use", FinishReason::ToolCalls),
        ("refusal", FinishReason::ContentFilter),
        ("pause_turn", FinishReason::Other("pause_turn".to_owned())),
        ("compaction", FinishReason::Other("compaction".to_owned())),
    ] {
        let body = json!({"type": "message", "content": [], "stop_reason": word});
        assert_eq!(
            read(&body.to_string()).unwrap().finish_reason(),
            Some(&reason)
        );
        let streamed = streamed(&around([], word)).unwrap();
        assert_eq!(streamed.finish_reason(), Some(&reason));
    }
}

#[test]
fn what_was_cached_is_a_part_of_the_input() {
    let told = chunks(&around([], "end_turn")).unwrap();
    let told: Vec<_> = told.iter().filter_map(|chunk| chunk.usage()).collect();
    let mut expected = Usage::new(60, 7);
    expected.cached_tokens = Some(30);
    expected.reasoning_tokens = Some(4);
    assert_eq!(told, [&expected]);
    let answer = streamed(&around([], "end_turn")).unwrap();
    let metadata = answer.response_metadata();
    assert_eq!(metadata.id.as_deref(), Some("msg_1"));
    assert_eq!(metadata.model.as_deref(), Some("claude-test-2"));
    assert_eq!(metadata.service_tier.as_deref(), Some("standard"));
}

#[test]
fn what_a_classifier_says_is_kept() {
    let details = json!({"type": "refusal", "category": "cyber", "explanation": "no"});
    let body = json!({"type": "message", "content": [], "stop_reason": "refusal", "stop_details": details});
    let answer = read(&body.to_string()).unwrap();
    let filter = answer.content_filter().unwrap();
    assert!(filter.get("cyber").unwrap().is_filtered());
    assert_eq!(filter.results()["cyber"]["explanation"], "no");
}

#[test]
fn errors_in_place_of_an_answer_and_within_a_stream_have_their_kinds() {
    let error =
        json!({"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}});
    let whole = read(&error.to_string()).unwrap_err();
    let mut events = around([], "end_turn");
    events.insert(1, error);
    let within = chunks(&events).unwrap_err();
    for error in [whole, within] {
        assert_eq!(
            (error.kind(), error.message()),
            (ErrorKind::Server, "Overloaded")
        );
        assert_eq!(error.code(), Some("overloaded_error"));
    }
}

#[test]
fn what_is_no_answer_is_said() {
    for (body, kind) in [
        (
            r#"{"type":"message","content":[{"type":"text","#,
            ErrorKind::Truncated,
        ),
        (r#"{"type":"message"}"#, ErrorKind::BadResponse),
        (r#"{"content":[1]}"#, ErrorKind::BadResponse),
        ("[]", ErrorKind::BadResponse),
        ("", ErrorKind::Truncated),
    ] {
        assert_eq!(read(body).unwrap_err().kind(), kind, "{body}");
    }
}
