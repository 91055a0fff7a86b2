//! Answers that are not as any schema has them: each is an error that says where, and none is guessed at.

use serde_json::{Value, json};
use surprisal_core::{Error, ErrorKind};
use surprisal_openai_compat::{Dialect, Fireworks, Generic, MistralRs, Together, Vllm};

use crate::support::{answer, asked, events, finish, says, streamed, whole};

/// The error that such `logprobs` are, in a body and in a stream alike, behind where they begin.
async fn wrong<D: Dialect>(logprobs: &str) -> String {
    let put = |text: String| text.replace("\"HERE\"", logprobs);
    let body = put(answer("Hi", "HERE".into()).to_string());
    let stream = put(events(&[says("Hi", "HERE".into()), finish()]));
    let whole = whole::<D>(&body, asked()).await.unwrap_err();
    let streamed = streamed::<D>(stream, asked()).await.unwrap_err();
    for error in [&whole, &streamed] {
        assert_eq!(error.kind(), ErrorKind::BadResponse, "{logprobs}: {error}");
        assert!(error.body().is_some_and(|body| body.contains(logprobs)));
        assert_eq!(error.provider(), Some(D::PROVIDER));
    }
    relative(&whole, body.find(logprobs).unwrap())
}

/// The message with places counted from where `logprobs` begin.
fn relative(error: &Error, start: usize) -> String {
    let message = error.message();
    let Some((before, after)) = message.split_once("at byte ") else {
        return message.to_owned();
    };
    let (place, rest) = after.split_once(' ').unwrap();
    // What is of a part of the answer is counted from there.
    let start = if rest.starts_with("of ") { 0 } else { start };
    let place = place.parse::<usize>().unwrap() - start;
    let before = before.strip_prefix("the answer is not the JSON that was expected: ");
    format!("{}at {place} {rest}", before.unwrap_or_default())
}

#[tokio::test]
async fn what_is_no_log_probabilities_says_so() {
    for (logprobs, message) in [
        ("-0.5", "at 0 there is '-' instead of an object"),
        ("\"no\"", "at 0 there is '\"' instead of an object"),
        ("true", "at 0 there is 't' instead of an object"),
        (
            r#"{"content":{}}"#,
            "at 11 there is '{' instead of an array",
        ),
        (
            r#"{"content":[1]}"#,
            "at 12 there is '1' instead of an object",
        ),
        (
            r#"{"content":[{"token":"a","logprob":"-0.5"}]}"#,
            "at 35 there is '\"' instead of a JSON value",
        ),
        (
            r#"{"content":[{"token":[],"logprob":0}]}"#,
            "at 21 there is '[' instead of a string",
        ),
        (
            r#"{"content":[{"token":"a","bytes":[1, 256]}]}"#,
            "at 37 there is '2' instead of a byte, which is a whole number from 0 to 255",
        ),
        (
            r#"{"content":[{"logprob":-0.5}]}"#,
            "at 28 has neither `token` nor `id`",
        ),
        (
            r#"{"content":[{"token":"a","top_logprobs":{"b":-1}}]}"#,
            "at 40 there is '{' instead of an array",
        ),
    ] {
        assert_eq!(wrong::<Generic>(logprobs).await, message, "{logprobs}");
    }
    let message = "at 0 there is '-' instead of an object";
    assert_eq!(
        wrong::<Vllm>("-0.5").await,
        message,
        "only Together's are numbers"
    );
}

#[tokio::test]
async fn arrays_that_do_not_belong_together_are_not_put_together() {
    for (name, list) in [
        ("token_logprobs", "[-0.5]"),
        ("top_logprobs", "[{},{},{}]"),
        ("token_ids", "[1]"),
    ] {
        let logprobs = format!(r#"{{"tokens":["a","b"],"{name}":{list}}}"#);
        let count = serde_json::from_str::<Value>(list)
            .unwrap()
            .as_array()
            .unwrap()
            .len();
        let expected = format!(
            "there are 2 `tokens` and {count} `{name}`: it cannot be told which belong together"
        );
        assert_eq!(wrong::<Together>(&logprobs).await, expected);
        assert_eq!(wrong::<Fireworks>(&logprobs).await, expected);
    }
}

#[tokio::test]
async fn a_list_within_arrays_says_where_in_it() {
    for (logprobs, message) in [
        (
            r#"{"tokens":["a"],"token_logprobs":["-0.5"]}"#,
            "at 34 there is '\"' instead of a JSON value",
        ),
        (
            r#"{"tokens":["a"],"top_logprobs":[{"a":"b"}]}"#,
            "at 6 of `top_logprobs` there is '\"' instead of a JSON value",
        ),
        (
            r#"{"tokens":["a"],"top_logprobs":[[]]}"#,
            "at 1 of `top_logprobs` there is '[' instead of an object",
        ),
        (
            r#"{"tokens":"ab"}"#,
            "at 10 there is '\"' instead of an array",
        ),
    ] {
        assert_eq!(wrong::<Fireworks>(logprobs).await, message, "{logprobs}");
    }
    let logprobs = r#"{"token":"a","logprob":-0.5,"top_logprobs":[{"logprob":-1}]}"#;
    let message = "at 15 of `top_logprobs` has neither `token` nor `id`";
    assert_eq!(wrong::<MistralRs>(logprobs).await, message);
}

#[tokio::test]
async fn what_is_no_log_probabilities_of_a_prompt_says_so() {
    for (field, value, message) in [
        (
            "prompt_logprobs",
            json!(5),
            "at 0 of `prompt_logprobs` there is '5' instead of an array",
        ),
        (
            "prompt_logprobs",
            json!([[]]),
            "at 1 of `prompt_logprobs` there is '[' instead of an object",
        ),
        (
            "prompt_logprobs",
            json!([null, {"Hello": {"logprob": -1}}]),
            "at 15 of `prompt_logprobs` there is '{' instead of a candidate under the id of its token",
        ),
        (
            "prompt_logprobs",
            json!([{"5000000000": {"logprob": -1}}]),
            "at 15 of `prompt_logprobs` there is '{' instead of a candidate under the id of its token",
        ),
        (
            "prompt_logprobs",
            json!([{"5": {"logprob": "x"}}]),
            "at 17 of `prompt_logprobs` there is '\"' instead of a JSON value",
        ),
        (
            "prompt",
            json!([{"logprobs": {"tokens": {}}}]),
            "at 23 of `prompt` there is '{' instead of an array",
        ),
    ] {
        let mut body = answer("Hi", json!({"content": [{"token": "Hi", "logprob": -0.5}]}));
        body[field] = value.clone();
        let error = whole::<Vllm>(body, asked()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::BadResponse);
        assert_eq!(relative(&error, 0), message, "{value}");
    }
}

#[tokio::test]
async fn an_id_that_no_vocabulary_has_is_none_and_in_a_list_of_them_an_error() {
    for id in ["5000000000", "-1", "1e3", "\"7\""] {
        let entry = format!(r#"{{"content":[{{"token":"Hi","logprob":-0.5,"token_id":{id}}}]}}"#);
        let body = answer("Hi", "HERE".into())
            .to_string()
            .replace("\"HERE\"", &entry);
        let answer = whole::<Fireworks>(&body, asked()).await.unwrap();
        assert_eq!(answer.logprobs().content()[0].id(), None, "{id}");

        let list = format!("\"finish_reason\":\"stop\",\"token_ids\":[7, {id}]");
        let body = body.replace("\"finish_reason\":\"stop\"", &list);
        let error = whole::<Vllm>(&body, asked()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::BadResponse, "{id}");
        let first = id.chars().next().unwrap();
        let expected =
            format!("at 4 of the list of ids there is {first:?} instead of the id of a token");
        assert_eq!(relative(&error, 0), expected);
    }
}

#[tokio::test]
async fn an_object_in_which_nothing_is_known_is_as_good_as_none() {
    for logprobs in [json!({}), json!({"packed": "AAAA", "version": 2})] {
        let body = answer("Hi", logprobs.clone()).to_string();
        let stream = events(&[says("Hi", logprobs), finish()]);
        let whole = whole::<Generic>(&body, asked()).await.unwrap_err();
        let streamed = streamed::<Generic>(stream, asked()).await.unwrap_err();
        for error in [whole, streamed] {
            assert_eq!(error.kind(), ErrorKind::LogprobsMissing, "{error}");
        }
    }
}
