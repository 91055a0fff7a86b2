//! mistral.rs: single entries in streams, ids in place of texts, texts in place of bytes, null for −∞. Built from
//! `ResponseLogprob`, `TopLogprob` and `Logprobs` of its source.

use serde_json::{Value, json};
use surprisal_core::{Score, TopLogprob};
use surprisal_openai_compat::MistralRs;

use crate::support::{answer, asked, both, finish, says, token};

fn entry(text: &str, logprob: Value) -> Value {
    json!({
        "token": text, "bytes": text.as_bytes(), "logprob": logprob,
        "top_logprobs": [
            {"token": 42, "bytes": text, "logprob": logprob},
            {"token": 7, "bytes": "\u{fffd}", "logprob": -3.5},
            {"token": 8, "bytes": null, "logprob": null},
        ],
    })
}

#[tokio::test]
async fn single_entries_of_a_stream_are_those_of_the_list() {
    let entries = [entry("Hel", json!(-0.5)), entry("lo", Value::Null)];
    let chunks = [
        says("Hel", entries[0].clone()),
        says("lo", entries[1].clone()),
        finish(),
    ];
    let whole = answer("Hello", json!({"content": entries}));
    let answer = both::<MistralRs>(whole, &chunks, asked()).await;
    let [first, second] = answer.logprobs().content() else {
        unreachable!("{answer:?}");
    };
    let chosen = TopLogprob::new("Hel", -0.5).with_bytes(b"Hel");
    let alternatives = [
        TopLogprob::new("Hel", -0.5).with_id(42),
        TopLogprob::new("\u{fffd}", -3.5).with_id(7),
        TopLogprob::from_id(8, 0.0)
            .without_bytes()
            .without_logprob(),
    ];
    assert_eq!(first, &token(chosen, alternatives));
    assert_eq!(second.score(), Score::Missing);
    // The second alternative is a part of a character, of which only U+FFFD is left.
    let top = first.top_logprobs().unwrap();
    assert_eq!(top[1].bytes(), None);
    assert_eq!(top[0].bytes(), Some(&b"Hel"[..]));
}
