//! What is asked of completions to score a text fits OpenAI's schema.

use serde_json::{Value, json};
use surprisal::ScoreText;

use crate::memory::{Memory, block_on};
use crate::schema::document;

const SCHEMA: &str = "CreateCompletionRequest";

fn sent(prompt: &str, text: &str, top_logprobs: u32) -> Value {
    let memory = Memory::default();
    let model = memory.model().build().unwrap();
    // What comes back does not matter here.
    drop(block_on(model.score_text(prompt, text, top_logprobs)));
    memory.last_request().1
}

#[test]
fn what_is_asked_fits_the_schema() {
    let Some(document) = document() else { return };
    for (prompt, text, top_logprobs) in [("The sky", " is blue", 0), ("", "💙", 5)] {
        let body = sent(prompt, text, top_logprobs);
        assert_eq!(document.check(SCHEMA, &body), Ok(()), "{body}");
    }
}

#[test]
fn what_is_wrong_does_not_fit_the_schema() {
    let Some(document) = document() else { return };
    let right = sent("The sky", " is blue", 0);
    for (key, value) in [
        ("prompt", json!({"text": "a"})),
        ("logprobs", json!(true)),
        ("logprobs", json!(6)),
        ("echo", json!(1)),
        ("max_tokens", json!("1")),
        ("prompt_logprobs", json!(1)),
    ] {
        let mut wrong = right.clone();
        wrong[key] = value;
        assert!(document.check(SCHEMA, &wrong).is_err(), "{wrong}");
    }
}
