//! What goes back of earlier turns.

use serde_json::{Map, Value, json};
use surprisal_core::{
    AiMessage, CallOptions, Choice, ContentBlock, Message, Messages, ResponseMetadata, ToolCall,
    ToolMessage,
};

use crate::support::{body, sent, whole};

/// What is sent of an answer when the conversation goes on.
async fn sent_back(answer: AiMessage) -> Value {
    let messages = [Message::human("hi"), answer.into(), Message::human("more")];
    let sent = sent(Messages::from_iter(messages), CallOptions::new()).await;
    sent["messages"][1].clone()
}

#[tokio::test]
async fn what_a_model_thought_goes_back_with_its_signature_and_its_references() {
    let text = |text: &str| json!({"type": "text", "text": text});
    let content = json!([
        {"type": "thinking", "thinking": [text("Hm.")], "signature": "sig", "closed": true},
        text("Paris"),
        {"type": "reference", "reference_ids": [1, "b"]},
        text(", of course."),
    ]);
    let answer = whole(&body(json!({"role": "assistant", "content": content})))
        .await
        .unwrap();
    assert_eq!(
        (answer.text(), answer.reasoning()),
        ("Paris, of course.".into(), "Hm.".into())
    );
    assert_eq!(
        sent_back(answer).await,
        json!({"role": "assistant", "content": content})
    );
}

#[tokio::test]
async fn what_another_providers_model_thought_does_not_go_back() {
    let mut metadata = ResponseMetadata::default();
    metadata.provider = Some("deepseek".to_owned());
    let blocks = [
        ContentBlock::reasoning("Hm."),
        ContentBlock::opaque("deepseek", json!({"a": 1})),
        ContentBlock::text("Paris"),
    ];
    let answer = AiMessage::new(blocks).with_response_metadata(metadata);
    assert_eq!(
        sent_back(answer).await,
        json!({"role": "assistant", "content": "Paris"})
    );
}

#[tokio::test]
async fn a_refusal_goes_back_as_text() {
    let answer = AiMessage::new([ContentBlock::refusal("I cannot.")]);
    assert_eq!(
        sent_back(answer).await,
        json!({"role": "assistant", "content": "I cannot."})
    );
}

#[tokio::test]
async fn the_beginning_of_an_answer_is_a_prefix() {
    let messages = [Message::human("a poem"), Message::ai("Roses")];
    let sent = sent(Messages::from_iter(messages), CallOptions::new()).await;
    let prefix = json!({"role": "assistant", "content": "Roses", "prefix": true});
    assert_eq!(sent["messages"][1], prefix);
}

#[tokio::test]
async fn ids_of_other_providers_become_nine_letters_and_digits_and_still_belong_together() {
    let ids = ["call_k2j3h4g5f6x", "toolu_01A", "gSIMJiOkT"];
    let calls = ids.map(|id| ToolCall::new(id, "f", Map::new()));
    let said: Message = AiMessage::from(Choice::new("").with_tool_calls(calls)).into();
    let results = ids.map(|id| Message::from(ToolMessage::new(id, "r")));
    let messages = [Message::human("hi"), said].into_iter().chain(results);
    let sent = sent(Messages::from_iter(messages), CallOptions::new()).await;

    let calls = sent["messages"][1]["tool_calls"].as_array().unwrap();
    let results = sent["messages"].as_array().unwrap().iter().skip(2);
    for ((call, result), id) in calls.iter().zip(results).zip(ids) {
        let sent = call["id"].as_str().unwrap();
        assert!(
            sent.len() == 9 && sent.bytes().all(|byte| byte.is_ascii_alphanumeric()),
            "{sent}"
        );
        assert_eq!(result["tool_call_id"], sent);
        assert_eq!(sent == id, id == "gSIMJiOkT");
        assert_eq!(call["function"], json!({"name": "f", "arguments": "{}"}));
    }
    assert_ne!(calls[0]["id"], calls[1]["id"]);
    assert_eq!(sent["messages"][1]["prefix"], Value::Null);
}
