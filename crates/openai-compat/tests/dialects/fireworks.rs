//! Fireworks: OpenAI's form with ids and more beside, and the legacy arrays. Built from `NewLogProbs` and
//! `LogProbs` of Fireworks' Python SDK; the escapes of parts of characters from OpenAI's legacy completions.

use serde_json::{Value, json};
use surprisal_core::{BytesOrigin, TokenLogprob, TopLogprob};
use surprisal_openai_compat::{Fireworks, Sglang};

use crate::support::{answer, asked, both, finish, says, token, with_bytes};

fn entry(text: &str, logprob: f64, id: u32, offset: i64) -> Value {
    json!({
        "token": text, "logprob": logprob, "bytes": text.as_bytes(), "token_id": id,
        "sampling_logprob": -0.125, "text_offset": offset, "last_activation": null,
        "top_logprobs": [
            {"token": text, "logprob": logprob, "token_id": id, "bytes": text.as_bytes()},
            {"token": "Ho", "logprob": -3.5, "token_id": 12},
        ],
    })
}

#[tokio::test]
async fn openais_form_is_read_with_its_ids_and_what_is_beside_is_passed_over() {
    let entries = [entry("Hel", -0.5, 9906, 0), entry("lo", -0.25, 385, -1)];
    let logprobs = |entries: &[Value]| json!({"content": entries, "refusal": null});
    let chunks = [
        says("Hel", logprobs(&entries[..1])),
        says("lo", logprobs(&entries[1..])),
        finish(),
    ];
    let whole = answer("Hello", logprobs(&entries));
    let answer = both::<Fireworks>(whole, &chunks, asked()).await;
    let expected = [("Hel", -0.5, 9906), ("lo", -0.25, 385)].map(|(text, logprob, id)| {
        let chosen = with_bytes(text, logprob).with_id(id);
        token(
            chosen.clone(),
            [chosen, TopLogprob::new("Ho", -3.5).with_id(12)],
        )
    });
    assert_eq!(answer.logprobs().content(), expected);
}

/// Legacy arrays of these tokens.
fn arrays(tokens: &[(&str, f64, u32)]) -> Value {
    let list = |of: fn(&(&str, f64, u32)) -> Value| tokens.iter().map(of).collect::<Value>();
    json!({
        "tokens": list(|token| token.0.into()),
        "token_logprobs": list(|token| token.1.into()),
        "token_ids": list(|token| token.2.into()),
        "top_logprobs": list(|token| json!({token.0: token.1, "bytes:\\xe6": -7.5})),
        "text_offset": list(|_| 5.into()),
        "sampling_logprobs": list(|_| (-0.125).into()),
    })
}

#[tokio::test]
async fn a_part_of_a_character_in_the_arrays_is_read_out_of_its_escapes() {
    let tokens = [
        ("，", -0.8, 3922),
        ("bytes:\\xe9\\x80", -2.92, 165),
        ("bytes:\\x82", -0.011, 224),
        ("合", -0.054, 40862),
    ];
    let chunks = [
        says("，", arrays(&tokens[..1])),
        // The text of both parts comes with the second, as a rule.
        says("", arrays(&tokens[1..2])),
        says("适", arrays(&tokens[2..3])),
        says("合", arrays(&tokens[3..])),
        finish(),
    ];
    let whole = answer("，适合", arrays(&tokens));
    let options = asked().extra("logprobs", 2);
    let answer = both::<Fireworks>(whole, &chunks, options).await;
    let read = answer.logprobs().content();
    let escaped = |token: &TokenLogprob| token.bytes_origin() == Some(BytesOrigin::Escape);
    assert_eq!(
        read.iter().map(escaped).collect::<Vec<_>>(),
        [false, true, true, false]
    );
    let bytes: Vec<u8> = read[..1]
        .iter()
        .chain(&read[3..])
        .flat_map(|one| one.bytes().unwrap())
        .copied()
        .collect();
    assert_eq!(bytes, "，合".as_bytes());
    assert_eq!(read[1].token(), Some("bytes:\\xe9\\x80"));
    assert_eq!(read[1].bytes(), Some(&[0xe9, 0x80][..]));
    assert_eq!(
        (read[2].bytes(), read[2].id()),
        (Some(&[0x82][..]), Some(224))
    );
    let top = read[0].top_logprobs().unwrap();
    assert_eq!(top[1].bytes(), Some(&[0xe6][..]));
}

#[tokio::test]
async fn arrays_that_are_not_there_say_nothing() {
    let logprobs = json!({"tokens": ["Hi"], "token_logprobs": [null], "top_logprobs": null});
    let chunks = [says("Hi", logprobs.clone()), finish()];
    let answer = both::<Fireworks>(answer("Hi", logprobs), &chunks, asked()).await;
    let expected = TokenLogprob::from(TopLogprob::new("Hi", 0.0).without_logprob());
    assert_eq!(answer.logprobs().content(), [expected]);
}

#[tokio::test]
async fn arrays_that_are_empty_beside_tokens_say_nothing() {
    let empty = json!({"tokens": ["Hi"], "token_logprobs": [-0.5], "top_logprobs": [], "token_ids": [], "text_offset": [-1]});
    for logprobs in [empty, json!({"tokens": ["Hi"], "token_logprobs": [-0.5]})] {
        let chunks = [says("Hi", logprobs.clone()), finish()];
        let answer = both::<Sglang>(answer("Hi", logprobs), &chunks, asked()).await;
        let expected = TokenLogprob::from(TopLogprob::new("Hi", -0.5));
        assert_eq!(answer.logprobs().content(), [expected]);
    }
}

#[tokio::test]
async fn tokens_in_both_forms_are_counted_once() {
    let entry = json!({"token": "Hi", "logprob": -0.5, "bytes": [72, 105], "top_logprobs": []});
    let logprobs = json!({"tokens": ["Hi"], "token_logprobs": [-0.5], "content": [entry]});
    let chunks = [says("Hi", logprobs.clone()), finish()];
    let answer = both::<Fireworks>(answer("Hi", logprobs), &chunks, asked()).await;
    assert_eq!(
        answer.logprobs().content(),
        [token(with_bytes("Hi", -0.5), [])]
    );
}
