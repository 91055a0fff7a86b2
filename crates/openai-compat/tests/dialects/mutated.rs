//! Answers in every known shape, cut and changed at random: an error or a value, never a panic. The shapes are those
//! of the other files here.

use proptest::prelude::*;
use surprisal_core::{CallOptions, ErrorKind, Messages, Result};
use surprisal_http::{Decode as _, Decoded, Frame, Protocol as _, Provider as _};
use surprisal_openai_compat::{
    Cerebras, ChatProtocol, Dialect, Fireworks, MistralRs, Together, Vllm,
};

use crate::support::asked;

/// What may stand in the place of `logprobs`, with what may be beside them.
const SHAPES: [&str; 9] = [
    r#""logprobs":{"content":[{"token":"é","logprob":-0.5,"bytes":[195,169],"top_logprobs":[{"token":"\ud83d\ude00","logprob":-9999.0,"bytes":null}]}],"refusal":null}"#,
    r#""logprobs":{"tokens":["a","bytes:\\xe9"],"token_logprobs":[null,-2.92],"token_ids":[1,2],"top_logprobs":[null,{"b":-1e-3}],"text_offset":[0,1]}"#,
    r#""logprobs":-0.125,"top_logprobs":{"a":-0.125,"b":-7}"#,
    r#""logprobs":{"token":"a","bytes":"a","logprob":null,"top_logprobs":[{"token":42,"bytes":"b","logprob":-1}]}"#,
    r#""logprobs":[{"token":"token_id:7","logprob":-Infinity,"bytes":[116]}],"token_ids":[7]"#,
    r#""logprobs":null,"reasoning_logprobs":{"content":[{"token":"Hm","logprob":0}],"refusal":null}"#,
    r#""logprobs":{"reasoning_content":[{"token":"We","logprob":-0.5}],"content":[]}"#,
    r#""logprobs":null,"prompt_token_ids":[1,9],"prompt_logprobs":[null,{"9":{"logprob":-4.5,"rank":2,"decoded_token":"x"},"4":{"logprob":-1,"rank":1}}]"#,
    r#""logprobs":{"content":[{"token_id":5,"logprob":-0.5,"sampling_logprob":-1,"text_offset":-1}]}"#,
];

/// What the errors of an answer that is broken are.
const KINDS: [ErrorKind; 2] = [ErrorKind::Truncated, ErrorKind::BadResponse];

/// A body with this shape, or a chunk of a stream.
fn object(shape: &str, said: &str) -> String {
    format!(
        r#"{{"id":"c","model":"m","created":1,"prompt":[{{"text":"q","logprobs":{{"tokens":["q"],"token_logprobs":[null]}}}}],"choices":[{{"index":0,"{said}":{{"content":"é","token_id":3,"reasoning":"Hm","tool_calls":[{{"index":0,"id":"1","function":{{"name":"f","arguments":"{{}}"}}}}]}},{shape},"finish_reason":"eos"}}],"usage":{{"prompt_tokens":1}}}}"#
    )
}

fn protocol<D: Dialect>() -> ChatProtocol<D> {
    ChatProtocol::new("m".to_owned())
}

/// Reads it as a body and as a chunk that follows another, by this dialect.
fn read<D: Dialect>(protocol: &ChatProtocol<D>, body: &str, chunk: &str) -> [Result<()>; 2] {
    let options = asked();
    let whole = protocol.decode(body, &options).map(drop);
    let request = protocol.encode(&Messages::from("hi"), &options, true);
    let mut decoder = protocol.decoder(&request.unwrap(), &options);
    let first = object(SHAPES[0], "delta");
    assert!(matches!(
        decoder.frame(Frame::new(&first)),
        Ok(Decoded::Chunk(_))
    ));
    let streamed = decoder.frame(Frame::new(chunk)).map(drop);
    [whole, streamed]
}

/// The same by every dialect that reads in a way of its own.
fn read_all(body: &str, chunk: &str) -> Vec<Result<()>> {
    let mut all = Vec::new();
    all.extend(read(&protocol::<Together>(), body, chunk));
    all.extend(read(&protocol::<Fireworks>(), body, chunk));
    all.extend(read(&protocol::<Vllm>(), body, chunk));
    all.extend(read(&protocol::<Cerebras>(), body, chunk));
    all.extend(read(&protocol::<MistralRs>(), body, chunk));
    all
}

#[test]
fn every_shape_is_read_by_the_dialect_that_has_numbers_and_all_others_by_each() {
    for shape in SHAPES {
        let (body, chunk) = (object(shape, "message"), object(shape, "delta"));
        let [whole, streamed] = read(&protocol::<Together>(), &body, &chunk);
        assert!(
            whole.is_ok() && streamed.is_ok(),
            "{shape}: {whole:?} {streamed:?}"
        );
        if !shape.starts_with("\"logprobs\":-") {
            let all = read_all(&body, &chunk);
            assert!(all.iter().all(Result::is_ok), "{shape}: {all:?}");
        }
    }
}

#[test]
fn a_shape_that_is_cut_anywhere_is_truncated_or_a_bad_response() {
    for shape in SHAPES {
        let (body, chunk) = (object(shape, "message"), object(shape, "delta"));
        let protocol = protocol::<Together>();
        for n in (0..body.len()).filter(|n| body.is_char_boundary(*n)) {
            let options = CallOptions::new();
            let error = protocol.decode(&body[..n], &options).unwrap_err();
            assert!(KINDS.contains(&error.kind()), "{n}: {error}");
        }
        for n in (0..chunk.len()).filter(|n| chunk.is_char_boundary(*n)) {
            let [_, streamed] = read(&protocol, &body, &chunk[..n]);
            assert_eq!(streamed.unwrap_err().kind(), ErrorKind::BadResponse);
        }
    }
}

/// What a mutation puts somewhere.
const PIECES: [&str; 24] = [
    "",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "\\",
    "\\u",
    "\\ud83d",
    "null",
    "true",
    "-",
    "0",
    "-9999.0",
    "1e999",
    "4294967295",
    "18446744073709551616",
    "\u{fffd}",
    "\"token\"",
    "\"top_logprobs\":",
    "\"logprobs\":",
    "NaN",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn a_shape_that_is_changed_at_random_is_a_value_or_an_error(
        shape in prop::sample::select(&SHAPES[..]),
        changes in prop::collection::vec((any::<prop::sample::Index>(), 0_usize..6, prop::sample::select(&PIECES[..])), 1..4),
    ) {
        let change = |mut text: String| {
            for (at, length, piece) in &changes {
                let boundary = |mut at: usize| {
                    while !text.is_char_boundary(at) {
                        at += 1;
                    }
                    at
                };
                let start = boundary(at.index(text.len()));
                let end = boundary((start + length).min(text.len()));
                text.replace_range(start..end, piece);
            }
            text
        };
        let (body, chunk) = (change(object(shape, "message")), change(object(shape, "delta")));
        for error in read_all(&body, &chunk).into_iter().filter_map(Result::err) {
            prop_assert!(!error.message().is_empty());
            prop_assert!(KINDS.contains(&error.kind()), "{error}");
        }
    }
}
