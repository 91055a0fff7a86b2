//! Options that a service has, with values that it does not take. Built from what servers answer: OpenAI, Together,
//! and FastAPI with pydantic.

use serde_json::{Value, json};
use surprisal_core::{CallOptions, ErrorKind, Policy};
use surprisal_openai_compat::Generic;
use surprisal_testing::server::Reply;

use crate::refused::{everything, openai, pydantic};
use crate::support::refused;

#[tokio::test]
async fn a_value_that_is_not_allowed_is_no_refusal() {
    let detail =
        |place: &[&str], message| json!({"detail": pydantic("less_than_equal", place, message)});
    for body in [
        openai(
            "Invalid 'temperature': decimal above maximum value. Expected a value <= 2, but got 3 instead.",
            "temperature".into(),
            "decimal_above_max_value".into(),
        ),
        openai(
            "max_tokens is too large: 50000. This model supports at most 16384 completion tokens, whereas you provided 50000.",
            "max_tokens".into(),
            Value::Null,
        ),
        openai(
            "Invalid type for 'logprobs': expected an integer, but got a boolean instead.",
            "logprobs".into(),
            "invalid_type".into(),
        ),
        openai(
            "5 is greater than the maximum of 1 - 'logprobs'",
            "logprobs".into(),
            Value::Null,
        ),
        openai(
            "`reasoning_effort` must be one of `low`, `medium`, or `high`",
            Value::Null,
            Value::Null,
        ),
        detail(&["temperature"], "Input should be less than or equal to 2"),
        detail(
            &["top_logprobs"],
            "Input should be less than or equal to 20",
        ),
        // There is such an option, and no such field in it.
        json!({"detail": pydantic("extra_forbidden", &["messages", "0", "user", "name"], "Extra inputs are not permitted")}),
        json!({"detail": pydantic("extra_forbidden", &["tools", "0", "function", "strict"], "Extra inputs are not permitted")}),
    ] {
        // Nothing is left out either.
        let options = everything().on_unsupported(Policy::Warn);
        let error = refused::<Generic>(Reply::json(400, body.to_string()), options).await;
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{body}");
        assert_eq!(error.option(), None, "{body}");
    }
}

#[tokio::test]
async fn a_list_of_what_is_wrong_says_where() {
    let mut detail = pydantic("missing", &["messages"], "Field required");
    detail[0]["loc"] = json!(["body", "messages", 0, "role"]);
    detail
        .as_array_mut()
        .unwrap()
        .push(json!({"msg": "No model"}));
    let reply = Reply::json(422, json!({"detail": detail}).to_string());
    let error = refused::<Generic>(reply, CallOptions::new()).await;
    assert_eq!(error.message(), "messages.0.role: Field required; No model");
    for odd in [
        json!([]),
        json!([1]),
        json!([{"msg": 1}]),
        json!("Not Found"),
    ] {
        let reply = Reply::json(422, json!({"detail": odd}).to_string());
        let error = refused::<Generic>(reply, CallOptions::new()).await;
        let text = odd.as_str().map_or_else(|| odd.to_string(), str::to_owned);
        assert_eq!(error.message(), text);
    }
}
