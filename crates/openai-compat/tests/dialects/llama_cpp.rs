//! llama.cpp: ids, true bytes, and the lowest `f32` for −∞. Built from `probs_vector_to_json` and
//! `format_error_response` of its server.

use serde_json::{Value, json};
use surprisal_core::{CallOptions, ErrorKind, HasLogprobs as _, Score};
use surprisal_openai_compat::LlamaCpp;
use surprisal_testing::server::Reply;

use crate::support::{answer, asked, both, finish, refused, says};

const LOWEST: f64 = f32::MIN as f64;

fn entry(id: u32, token: &str, bytes: &[u8], logprob: f64) -> Value {
    json!({
        "id": id, "token": token, "bytes": bytes, "logprob": logprob,
        "top_logprobs": [
            {"id": id, "token": token, "bytes": bytes, "logprob": logprob},
            {"id": 0, "token": "\u{fffd}", "bytes": [0xf0], "logprob": LOWEST},
        ],
    })
}

#[tokio::test]
async fn ids_and_bytes_are_the_tokens_own_and_the_lowest_number_is_no_probability() {
    let entries = [
        entry(9906, "Hi", b"Hi", -0.5),
        // The last bytes of a character, with the number of the last token.
        entry(247, "😀", "😀".as_bytes(), LOWEST),
    ];
    let logprobs = |entries: &[Value]| json!({"content": entries});
    let chunks = [
        says("Hi", logprobs(&entries[..1])),
        says("😀", logprobs(&entries[1..])),
        finish(),
    ];
    let whole = answer("Hi😀", logprobs(&entries));
    let answer = both::<LlamaCpp>(whole, &chunks, asked()).await;
    let [first, second] = answer.logprobs().content() else {
        unreachable!("{answer:?}");
    };
    assert_eq!((first.id(), first.bytes()), (Some(9906), Some(&b"Hi"[..])));
    let top = first.top_logprobs().unwrap();
    assert_eq!((top[1].id(), top[1].bytes()), (Some(0), Some(&[0xf0][..])));
    assert_eq!(top[1].score(), Score::Floor(LOWEST));
    assert_eq!(second.logprob(), Some(LOWEST));
    let measures = answer.measures();
    assert_eq!((measures.floors(), measures.sum()), (1, Some(-0.5)));
}

#[tokio::test]
async fn log_probabilities_beside_tools_in_a_stream_are_refused_as_an_option() {
    let error = json!({"error": {
        "code": 400,
        "message": "logprobs is not supported with tools + stream",
        "type": "invalid_request_error",
    }});
    let reply = Reply::json(400, error.to_string());
    let error = refused::<LlamaCpp>(reply, asked()).await;
    assert_eq!(error.kind(), ErrorKind::Unsupported);
    assert_eq!(error.option(), Some("logprobs"));
}

#[tokio::test]
async fn a_prompt_that_does_not_fit_is_told_by_the_type() {
    let error = json!({"error": {
        "code": 400,
        "message": "the request exceeds the available context size, try increasing it",
        "type": "exceed_context_size_error", "n_prompt_tokens": 9000, "n_ctx": 4096,
    }});
    let reply = Reply::json(400, error.to_string());
    let error = refused::<LlamaCpp>(reply, CallOptions::new()).await;
    assert_eq!(error.kind(), ErrorKind::ContextTooLong);
}
