//! Reasoning within the content. Built from `ThinkChunk` of Mistral's OpenAPI document, of which its reasoning models
//! make their content.

use serde_json::{Value, json};
use surprisal_core::{CallOptions, ContentBlock};
use surprisal_openai_compat::{Dialect as _, Generic};

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
    let answer = both::<Generic>(body(json!([whole])), &chunks, CallOptions::new()).await;
    let expected = [
        ContentBlock::reasoning("Hm, sure."),
        ContentBlock::text("yes"),
    ];
    assert_eq!(answer.content().blocks(), expected);
}

#[tokio::test]
async fn parts_that_are_not_known_are_kept_as_the_providers_own_where_they_came() {
    let reference = json!({"type": "reference", "reference_ids": [1]});
    let text = |text: &str| json!({"type": "text", "text": text});
    let signed =
        json!({"type": "thinking", "thinking": [text("Hm."), reference], "signature": "s"});
    let content = json!([signed, text("See"), reference, text("!")]);
    let mut whole = choice("", Value::Null);
    whole["message"]["content"] = content.clone();
    let chunks = [delta(json!({"content": content}), Value::Null), finish()];
    let answer = both::<Generic>(body(json!([whole])), &chunks, CallOptions::new()).await;
    let opaque = |value| ContentBlock::opaque(Generic::PROVIDER, value);
    let expected = [
        ContentBlock::reasoning("Hm."),
        opaque(json!({"type": "thinking", "thinking": [reference]})),
        opaque(json!({"type": "thinking", "signature": "s"})),
        ContentBlock::text("See"),
        opaque(reference),
        ContentBlock::text("!"),
    ];
    assert_eq!(answer.content().blocks(), expected);
}
