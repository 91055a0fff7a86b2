//! The recorded answers as streams, which are made of them: there is no recording of a stream.

use proptest::prelude::*;
use serde_json::{Value, json};
use surprisal_core::{AiMessage, AiMessageChunk, CallOptions};
use surprisal_gemini::Gemini;
use surprisal_http::{
    DEFAULT_MAX_EVENT_SIZE, Decode as _, Decoded, FrameDecoder, Framing, Protocol as _,
    Provider as _, WireRequest,
};

use crate::answers::ANSWERS;
use crate::read::{body, decode, folder};

#[test]
fn a_stream_of_a_recorded_answer_is_the_answer_however_it_is_cut() {
    let Some(folder) = folder() else { return };
    let all = ANSWERS.map(|(name, _)| {
        let body = body(&folder, name);
        (decode(name, &body), stream(&body))
    });
    let (min, max) = (1_usize, 3000);
    proptest!(ProptestConfig::with_cases(24), |(cuts in prop::collection::vec(min..max, 1..40))| {
        for (whole, bytes) in &all {
            prop_assert_eq!(&read(bytes, &cuts), whole);
        }
    });
}

/// The events of a stream that brings the answer: a token each, or a part each.
fn stream(body: &Value) -> Vec<u8> {
    let whole = &body["candidates"][0];
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let result = &whole["logprobsResult"];
    let chosen = list(&result["chosenCandidates"]);
    let top = list(&result["topCandidates"]);
    let mut candidates: Vec<Value> = chosen
        .iter()
        .zip(&top)
        .map(|(chosen, top)| {
            let parts = json!({"role": "model", "parts": [{"text": chosen["token"]}]});
            let result = json!({"chosenCandidates": [chosen], "topCandidates": [top]});
            json!({"content": parts, "logprobsResult": result})
        })
        .collect();
    if chosen.is_empty() {
        let parts = list(&whole["content"]["parts"]);
        let parts = parts
            .iter()
            .map(|part| json!({"content": {"role": "model", "parts": [part]}}));
        candidates = parts.collect();
    }
    let last = candidates.last_mut().unwrap();
    last["finishReason"] = whole["finishReason"].clone();
    last["avgLogprobs"] = whole["avgLogprobs"].clone();
    let mut bytes = Vec::new();
    for candidate in candidates {
        let mut event = body.clone();
        event["candidates"] = json!([candidate]);
        bytes.extend(format!("data: {event}\r\n\r\n").into_bytes());
    }
    bytes
}

/// Reads a stream that arrives in pieces of these lengths, over and over.
fn read(bytes: &[u8], cuts: &[usize]) -> AiMessage {
    let options = CallOptions::new().logprobs(true);
    let protocol = Gemini::new("m".into());
    let mut decoder = protocol.decoder(&WireRequest::post("", ""), &options);
    let mut frames = FrameDecoder::new(Framing::Sse, DEFAULT_MAX_EVENT_SIZE);
    let mut sum = AiMessageChunk::default();
    let (mut rest, mut cuts) = (bytes, cuts.iter().cycle());
    while !rest.is_empty() {
        let cut = rest.len().min(*cuts.next().unwrap());
        let (piece, more) = rest.split_at(cut);
        rest = more;
        frames.push(piece);
        while let Some(frame) = frames.next_frame().unwrap() {
            if let Decoded::Chunk(chunk) = decoder.frame(frame).unwrap() {
                sum += chunk;
            }
        }
    }
    decoder.end().unwrap();
    sum.into()
}
