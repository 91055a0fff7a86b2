//! What cannot be said to a model, and what the error says about it.

use serde_json::{Value, json};
use surprisal_core::{Error, ErrorKind, Messages, Role};

fn refused(input: impl TryInto<Messages, Error: Into<Error>>) -> String {
    let error = input.try_into().map_err(Into::into).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    error.message().to_owned()
}

const UNKNOWN: &str = r#"unknown role "hooman": the roles are human (or user), ai (or assistant), system, developer and tool"#;
const NONE: &str = r#"there are no messages: give at least one, such as ("human", "hello")"#;

#[test]
fn an_unknown_role_lists_those_that_are_known() {
    assert_eq!(refused(("hooman", "hi")), UNKNOWN);
    assert_eq!(refused(("hooman".to_owned(), "hi")), UNKNOWN);
    assert_eq!(refused([("human", "a"), ("hooman", "b")]), UNKNOWN);
    assert_eq!(refused(json!({"role": "hooman", "content": "hi"})), UNKNOWN);
    assert_eq!(
        refused(json!([["human", "a"], ["hooman", "b"]])),
        format!("message 1: {UNKNOWN}")
    );
}

#[test]
fn names_of_roles_are_exact() {
    for name in ["", "Human", "user ", "function"] {
        let message = refused((name, "hi"));
        assert!(
            message.starts_with(&format!("unknown role {name:?}: ")),
            "{message}"
        );
    }
}

#[test]
fn no_messages_are_an_error() {
    assert_eq!(refused(Vec::<&str>::new()), NONE);
    assert_eq!(refused([("human", "x"); 0]), NONE);
    assert_eq!(refused(&[] as &[&str]), NONE);
    assert_eq!(refused(json!([])), NONE);
    assert_eq!(Messages::default().check().unwrap_err().message(), NONE);
}

#[test]
fn a_tool_message_needs_the_call_that_it_answers() {
    let pair = "a tool message needs the id of the call that it answers: use ToolMessage::new(tool_call_id, content)";
    assert_eq!(refused(("tool", "42")), pair);
    assert_eq!(refused((Role::Tool, "42")), pair);
    assert_eq!(
        refused(json!([["tool", "42"]])),
        format!("message 0: {pair}")
    );
    assert_eq!(
        refused(json!({"role": "tool", "content": "42"})),
        "a tool message needs the `tool_call_id` that it answers"
    );
}

#[test]
fn json_of_a_wrong_shape_says_what_is_right() {
    let shape =
        "a message must be a text, a [role, content] pair or an object with `role` and `content`";
    let pair = r#"a message that is an array must be a pair such as ["human", "hello"]"#;
    let content = "the `content` of a message must be a text or an array of blocks";
    let block = "a content block must be a text or an object with a `type`";
    let cases = [
        (json!(7), shape.to_owned()),
        (Value::Null, shape.to_owned()),
        (json!([true]), format!("message 0: {shape}")),
        (json!([["human"]]), format!("message 0: {pair}")),
        (
            json!(["a", ["human", "b", "c"]]),
            format!("message 1: {pair}"),
        ),
        (json!([[1, "b"]]), format!("message 0: {pair}")),
        (
            json!({"content": "hi"}),
            "a message object needs a `role`, such as \"user\"".to_owned(),
        ),
        (
            json!({"role": 7, "content": "hi"}),
            "a message object needs a `role`, such as \"user\"".to_owned(),
        ),
        (
            json!({"role": "user"}),
            "the human message has no `content`".to_owned(),
        ),
        (json!({"role": "user", "content": 7}), content.to_owned()),
        (
            json!([["human", {"text": "hi"}]]),
            format!("message 0: {content}"),
        ),
        (json!({"role": "user", "content": [7]}), block.to_owned()),
    ];
    for (input, message) in cases {
        assert_eq!(refused(input.clone()), message, "{input}");
    }
}

#[test]
fn a_content_block_of_a_wrong_shape_says_what_is_right() {
    let known = "the blocks are text, image, image_url, audio, input_audio, file, reasoning, refusal and opaque";
    let media = "an image, audio or file block needs a `url`, a `file_id`, or `base64` with its `mime_type`";
    let cases = [
        (
            json!({"type": "video"}),
            format!("unknown content block \"video\": {known}"),
        ),
        (
            json!({"text": "hi"}),
            format!("unknown content block \"\": {known}"),
        ),
        (
            json!({"type": "text"}),
            "the `text` content block needs a `text`".to_owned(),
        ),
        (
            json!({"type": "image_url", "image_url": {"detail": "low"}}),
            "the `image_url` content block needs an `image_url` with a `url`".to_owned(),
        ),
        (
            json!({"type": "file", "file": {"filename": "a"}}),
            "the `file` content block needs a `file_id` or `file_data`".to_owned(),
        ),
        (json!({"type": "image", "base64": "AAAA"}), media.to_owned()),
        (
            json!({"type": "image", "mime_type": "image/png", "base64": "?"}),
            "the data of a content block is not base64".to_owned(),
        ),
    ];
    for (block, message) in cases {
        let input = json!({"role": "user", "content": [block.clone()]});
        assert_eq!(refused(input), message, "{block}");
    }
}

#[test]
fn a_tool_call_of_a_wrong_shape_is_an_error() {
    let ai = |calls: Value| refused(json!({"role": "assistant", "tool_calls": calls}));
    assert_eq!(ai(json!([7])), "each of `tool_calls` must be an object");
    assert_eq!(
        ai(json!([{"id": "1", "name": "f"}])),
        "the `tool_calls` of an ai message: missing field `args`"
    );
    assert_eq!(
        refused(json!({"role": "ai", "content": "x", "choices": ["y"]})),
        "each of an ai message's `choices` must be an object"
    );
    assert_eq!(
        refused(json!({"role": "ai", "response_metadata": {"logprobs": {"content": [{}]}}})),
        "the `logprobs` of an ai message: a token needs `token` or `id`"
    );
}
