//! Streams.

use proptest::prelude::*;
use surprisal_core::{AiMessage, AiMessageChunk, CallOptions, ErrorKind, FinishReason};
use surprisal_http::{
    DEFAULT_MAX_EVENT_SIZE, Decode as _, Decoded, FrameDecoder, Framing, read_whole,
};
use surprisal_ollama::OllamaDecoder;

use crate::support::{chunks, streamed};

#[tokio::test]
async fn each_line_is_a_chunk_and_names_come_once() {
    let lines = concat!(
        r#"{"model":"gemma3","created_at":"2025-10-26T17:15:24.097767Z","message":{"role":"assistant","content":"That"},"done":false}"#,
        "\n",
        r#"{"model":"gemma3","created_at":"2025-10-26T17:15:24.109172Z","message":{"role":"assistant","content":"'s"},"done":false}"#,
        "\n",
        r#"{"model":"gemma3","created_at":"2025-10-26T17:15:25.166576Z","message":{"role":"assistant","content":""},"done":true,"done_reason":"stop","eval_count":2,"prompt_eval_count":3}"#,
        "\n"
    );
    let chunks = chunks(lines, CallOptions::new()).await.unwrap();
    assert_eq!(chunks.len(), 3);
    let named: Vec<_> = chunks
        .iter()
        .filter_map(|chunk| chunk.response_metadata()?.model.as_deref())
        .collect();
    assert_eq!(named, ["gemma3"]);
    let whole: AiMessageChunk = chunks.into_iter().sum();
    let answer = AiMessage::from(whole);
    assert_eq!(answer.text(), "That's");
    assert_eq!(answer.response_metadata().created, Some(1_761_498_924));
}

#[tokio::test]
async fn calls_in_several_lines_are_several_calls() {
    let line = |name: &str, done: &str| {
        format!(
            "{{\"message\":{{\"content\":\"\",\"tool_calls\":[{{\"function\":{{\"index\":0,\"name\":\"{name}\",\"arguments\":{{}}}}}}]}},\"done\":{done}}}\n"
        )
    };
    let lines = line("first", "false") + &line("second", "true,\"done_reason\":\"stop\"");
    let answer = streamed(&lines, CallOptions::new()).await.unwrap();
    let names: Vec<_> = answer.tool_calls().iter().map(|call| &*call.name).collect();
    assert_eq!(names, ["first", "second"]);
    assert_eq!(answer.finish_reason(), Some(&FinishReason::ToolCalls));
}

#[tokio::test]
async fn an_error_within_a_stream_is_of_the_kind_that_its_words_tell() {
    for (error, kind) in [
        (
            "\"an error was encountered while running the model\"",
            ErrorKind::Server,
        ),
        (
            "\"the prompt is longer than the context length currently available to the model\"",
            ErrorKind::ContextTooLong,
        ),
        ("\"unauthorized\"", ErrorKind::Authentication),
        (
            "{\"message\":\"upstream failed\",\"code\":502}",
            ErrorKind::Server,
        ),
    ] {
        let lines = format!(
            "{{\"message\":{{\"content\":\"a\"}},\"done\":false}}\n{{\"error\":{error}}}\n"
        );
        let error = streamed(&lines, CallOptions::new()).await.unwrap_err();
        assert_eq!(error.kind(), kind);
        assert!(error.body().unwrap().contains("error"));
    }
}

#[tokio::test]
async fn a_stream_without_its_end_is_truncated() {
    for lines in [
        "",
        "{\"message\":{\"content\":\"a\"},\"done\":false}\n",
        "{\"message\":{\"content\":\"a\"},\"done\":false}\n{\"message\":{\"con",
    ] {
        let error = streamed(lines, CallOptions::new()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Truncated, "{lines:?}");
    }
}

/// Reads a stream whose bytes come in pieces of these sizes, over and over.
fn read(bytes: &[u8], sizes: &[usize]) -> AiMessage {
    let mut frames = FrameDecoder::new(Framing::NdJson, DEFAULT_MAX_EVENT_SIZE);
    let mut decoder = OllamaDecoder::default();
    let mut sum = AiMessageChunk::default();
    let (mut rest, mut sizes) = (bytes, sizes.iter().cycle());
    while !rest.is_empty() {
        let (piece, more) = rest.split_at(rest.len().min(*sizes.next().unwrap()));
        frames.push(piece);
        rest = more;
        while let Some(frame) = frames.next_frame().unwrap() {
            if let Decoded::Chunk(chunk) = decoder.frame(frame).unwrap() {
                sum += chunk;
            }
        }
    }
    decoder.end().unwrap();
    sum.into()
}

proptest! {
    #[test]
    fn a_stream_is_the_whole_answer_however_it_is_cut(
        thought in prop::collection::vec("[a-z]{1,4}|é|日本", 0..5),
        words in prop::collection::vec("[A-Z]{1,4}|ß|🦀", 1..6),
        sizes in prop::collection::vec(1_usize..40, 1..4),
    ) {
        let entry = |token: &String| serde_json::json!({"token": token, "logprob": -0.5, "bytes": token.as_bytes()});
        let line = |content: &str, thinking: &str, tokens: Vec<serde_json::Value>, done: bool| {
            let message = serde_json::json!({"role": "assistant", "content": content, "thinking": thinking});
            let reason = done.then_some("stop");
            serde_json::json!({"model": "m", "message": message, "done": done, "done_reason": reason, "logprobs": tokens})
        };
        let thinking = thought.iter().map(|token| line("", token, vec![entry(token)], false));
        let saying = words.iter().map(|token| line(token, "", vec![entry(token)], false));
        let last = line("", "", Vec::new(), true);
        let lines = thinking.chain(saying).chain([last]).map(|line| format!("{line}\n"));
        let lines: String = lines.collect();
        let tokens = thought.iter().chain(&words).map(entry).collect();
        let body = line(&words.concat(), &thought.concat(), tokens, true).to_string();
        let whole = read_whole(OllamaDecoder::default(), &body).unwrap();
        prop_assert_eq!(read(lines.as_bytes(), &sizes), whole);
    }
}
