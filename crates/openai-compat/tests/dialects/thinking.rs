//! Reasoning within the content. Built from `ThinkChunk` of Mistral's OpenAPI document, of which its reasoning models
//! make their content.

use serde_json::{Value, json};
use surprisal_core::{CallOptions, ContentBlock};
use surprisal_openai_compat::MistralCompat;

use crate::support::{body, both, choice, delta, finish, says};

fn thinks(texts: &[&str]) -> Value {
    let part = |text: &&str| json!({"type": "text", "text": text});
    json!({"type": "thinking", "thinking": texts.iter().map(part).collect::<Value>(), "closed": true})
}

#[tokio::test]
async fn what_mistrals_models_think_is_reasoning_and_not_lost() {
    let mut whole = choice("", Value::Null);
    let text = json!({"type": "text", "text": "yes"});
    whole["message"]["content"] = json!([thinks(&["Hm, ", "sure."]), text]);
    let chunks = [
        delta(json!({"content": [thinks(&["Hm, "])]}), Value::Null),
        delta(json!({"content": [thinks(&["sure."])]}), Value::Null),
        delta(json!({"content": [thinks(&[""])]}), Value::Null),
        says("yes", Value::Null),
        finish(),
    ];
    let answer = both::<MistralCompat>(body(json!([whole])), &chunks, CallOptions::new()).await;
    let expected = [
        ContentBlock::reasoning("Hm, sure."),
        ContentBlock::text("yes"),
    ];
    assert_eq!(answer.content().blocks(), expected);
}
