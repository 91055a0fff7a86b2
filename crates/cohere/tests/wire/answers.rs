//! Whole answers.

use serde_json::json;
use surprisal_core::{ErrorKind, FinishReason, Usage};

use crate::support::{answer, whole};

#[test]
fn finish_reasons_are_told_in_the_portable_words() {
    let message = json!({"role": "assistant", "content": [{"type": "text", "text": "x"}]});
    for (word, reason) in [
        ("COMPLETE", FinishReason::Stop),
        ("STOP_SEQUENCE", FinishReason::Stop),
        ("MAX_TOKENS", FinishReason::Length),
        ("TOOL_CALL", FinishReason::ToolCalls),
        ("ERROR_TOXIC", FinishReason::ContentFilter),
        ("NEW_WORD", FinishReason::Other("NEW_WORD".into())),
    ] {
        let read = whole(&answer(&message, word)).unwrap();
        assert_eq!(read.finish_reason(), Some(&reason));
    }
}

#[test]
fn an_answer_that_failed_is_an_error_with_what_there_is() {
    let message = json!({"role": "assistant", "content": [{"type": "text", "text": "half"}]});
    for (word, kind) in [
        ("ERROR", ErrorKind::Server),
        ("TIMEOUT", ErrorKind::Timeout),
    ] {
        let error = whole(&answer(&message, word)).unwrap_err();
        assert_eq!((error.kind(), error.code()), (kind, Some(word)));
        assert!(error.is_retryable());
        assert_eq!(error.partial().unwrap().text(), "half");
    }
}

#[test]
fn usage_is_of_the_tokens_and_not_of_what_is_billed() {
    let mut body = answer(&json!({"role": "assistant"}), "COMPLETE");
    body["usage"] = json!({
        "billed_units": {"input_tokens": 8, "output_tokens": 50, "search_units": null},
        "tokens": {"input_tokens": 1394.0, "output_tokens": 54, "reasoning_tokens": 40},
        "cached_tokens": 1360,
    });
    let mut expected = Usage::new(1394, 54);
    expected.cached_tokens = Some(1360);
    expected.reasoning_tokens = Some(40);
    assert_eq!(whole(&body).unwrap().usage(), &expected);
    body["usage"] = json!({"billed_units": {"input_tokens": 8}, "tokens": {"output_tokens": 1.5}});
    assert!(whole(&body).unwrap().usage().is_empty());
    body["usage"] = json!(null);
    assert!(whole(&body).unwrap().usage().is_empty());
}

#[test]
fn null_in_the_place_of_arguments_is_no_arguments() {
    let call = |arguments: serde_json::Value| {
        let function = json!({"name": "time", "arguments": arguments});
        let call = json!({"id": "c", "type": "function", "function": function});
        let message = json!({"role": "assistant", "tool_calls": [call]});
        whole(&answer(&message, "TOOL_CALL")).unwrap()
    };
    for arguments in [json!("null"), json!(""), json!("{}"), json!(null)] {
        let read = call(arguments);
        assert!(read.tool_calls()[0].arguments.is_empty());
        assert_eq!(read.tool_calls()[0].id, "c");
    }
    assert_eq!(call(json!("nul")).invalid_tool_calls()[0].arguments, "nul");
}

#[test]
fn what_is_no_answer_is_an_error_that_says_so() {
    let error = whole(&json!({"id": "x", "message": "internal"})).unwrap_err();
    assert_eq!(
        (error.kind(), error.message()),
        (ErrorKind::Server, "internal")
    );
    assert_eq!(error.request_id(), Some("x"));
    let error = whole(&json!({"id": "x"})).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::BadResponse);
    let error = whole(&json!({"id": "x", "message": {"role": "assistant"}})).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Truncated);
    let bad = json!({"content": "a text"});
    assert_eq!(
        whole(&answer(&bad, "COMPLETE")).unwrap_err().kind(),
        ErrorKind::BadResponse
    );
}
