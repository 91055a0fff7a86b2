//! Answers go back in the next turn as they came, also from a file.

use serde_json::{Value, json};
use surprisal_core::{AiMessage, CallOptions, Message, Messages};
use surprisal_openai::{Api, OpenAiOptions};

use crate::support::{Builder, message, response, sent, text, whole};

fn call(at: u32) -> Value {
    json!({"id": format!("fc_{at}"), "type": "function_call", "call_id": format!("call_{at}"), "name": "f", "arguments": "{\"a\":1}"})
}

fn reasoning(at: u32) -> Value {
    json!({"id": format!("rs_{at}"), "type": "reasoning", "summary": [{"type": "summary_text", "text": "Hm."}], "encrypted_content": "gAAA"})
}

fn said(id: &str) -> Value {
    message(id, json!([text("One moment.")]))
}

async fn read(output: &[Value]) -> AiMessage {
    let output: Value = output.to_vec().into();
    whole(response(output), CallOptions::new()).await.unwrap()
}

/// What is sent of an answer, which has been written down and read again.
async fn back(answer: AiMessage, options: OpenAiOptions) -> Value {
    let messages = Messages::from_iter([Message::human("hi"), answer.into()]);
    let json = serde_json::to_string(&messages).unwrap();
    let messages: Messages = serde_json::from_str(&json).unwrap();
    let responses = |builder: Builder| builder.options(Api::Responses);
    let (_, mut body) = sent(responses, messages, options).await.unwrap();
    let mut input = body["input"].take();
    input.as_array_mut().unwrap().remove(0);
    input
}

#[tokio::test]
async fn items_go_back_in_their_order_and_under_their_ids() {
    for output in [
        vec![reasoning(0), said("msg_1")],
        vec![reasoning(0), call(1), call(2)],
        vec![reasoning(0), call(1), reasoning(2), call(3)],
        vec![reasoning(0), said("msg_1"), call(2)],
        vec![call(0), reasoning(1), call(2)],
        vec![
            reasoning(0),
            json!({"id": "ws_1", "type": "web_search_call", "status": "completed", "action": {"type": "search", "query": "q"}}),
            reasoning(2),
            message("msg_3", json!([{"type": "refusal", "refusal": "No."}])),
            call(4),
        ],
    ] {
        let answer = read(&output).await;
        let found = back(answer, OpenAiOptions::new()).await;
        assert_eq!(found, Value::from(output));
    }
}

#[tokio::test]
async fn an_answer_that_carries_nothing_goes_back_plainly() {
    let answer = read(&[said("msg_1"), call(1)]).await;
    assert_eq!(answer.content().as_plain_text(), Some("One moment."));
    let expected = json!([
        {"type": "message", "role": "assistant", "content": "One moment."},
        {"type": "function_call", "call_id": "call_1", "name": "f", "arguments": "{\"a\":1}"},
    ]);
    assert_eq!(back(answer, OpenAiOptions::new()).await, expected);
}

#[tokio::test]
async fn the_phase_of_a_message_goes_back() {
    let mut comment = said("msg_0");
    comment["phase"] = "commentary".into();
    let answer = read(&[comment.clone(), call(1)]).await;
    let found = back(answer, OpenAiOptions::new()).await;
    assert_eq!(found[0], comment);
}

#[tokio::test]
async fn reasoning_that_is_nowhere_to_be_found_stays_away_with_the_ids_of_what_followed() {
    let mut lost = reasoning(0);
    lost["encrypted_content"] = Value::Null;
    let answer = read(&[lost.clone(), said("msg_1"), call(2)]).await;
    let stored = back(answer.clone(), OpenAiOptions::new()).await;
    assert_eq!(stored, json!([lost, said("msg_1"), call(2)]));
    let plain = back(answer, OpenAiOptions::new().store(false)).await;
    let expected = json!([
        {"type": "message", "role": "assistant", "content": "One moment."},
        {"type": "function_call", "call_id": "call_2", "name": "f", "arguments": "{\"a\":1}"},
    ]);
    assert_eq!(plain, expected);
    let kept = read(&[reasoning(0), said("msg_1")]).await;
    let kept = back(kept, OpenAiOptions::new().store(false)).await;
    assert_eq!(kept, json!([reasoning(0), said("msg_1")]));
}

#[tokio::test]
async fn reasoning_that_led_to_nothing_stays_away() {
    let answer = read(&[reasoning(0)]).await;
    assert_eq!(back(answer, OpenAiOptions::new()).await, json!([]));
}

#[tokio::test]
async fn chat_completions_takes_the_text_of_such_an_answer() {
    let answer = read(&[reasoning(0), said("msg_1"), call(2)]).await;
    let messages = Messages::from_iter([Message::human("hi"), answer.into()]);
    let (path, body) = sent(|builder| builder, messages, CallOptions::new())
        .await
        .unwrap();
    assert_eq!(path, "/v1/chat/completions");
    let sent = &body["messages"][1];
    assert_eq!(sent["content"], "One moment.");
    assert_eq!(sent["tool_calls"][0]["id"], "call_2");
}
