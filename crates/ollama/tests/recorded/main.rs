//! Real answers of Ollama, read from the recordings that are beside this repository, or where `SURPRISAL_RECORDINGS` says.

#![allow(
    clippy::unwrap_used,
    reason = "clippy excepts test functions, not their helpers"
)]

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::{env, fs};

use http::HeaderMap;
use serde_json::Value;
use surprisal_core::{CallOptions, ErrorKind, FinishReason, TokenLogprob, Usage};
use surprisal_http::{Protocol as _, Provider as _};
use surprisal_ollama::Ollama;

/// A recording; `None`, with a line printed, where there are none.
fn recording(name: &str) -> Option<String> {
    let folder = match env::var_os("SURPRISAL_RECORDINGS") {
        Some(path) => PathBuf::from(path),
        None => Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
    };
    let folder = folder.join("recordings");
    if !folder.is_dir() {
        // Past the capture of the test harness, so that it shows when the test passes.
        let _ = io::stderr().write_all(b"skipped: no recordings; set SURPRISAL_RECORDINGS\n");
        return None;
    }
    Some(fs::read_to_string(folder.join(name)).unwrap())
}

/// ministral-3 by `/api/generate`: a 😊 in four tokens, of which Ollama shows nothing but U+FFFD.
#[test]
fn parts_of_a_character_have_their_scores_and_no_bytes() {
    let Some(body) = recording("docs-samples/ollama-generate-split-emoji.json") else {
        return;
    };
    let model = Ollama::new("ministral-3:8b".to_owned());
    let answer = model
        .decode(&body, &CallOptions::new().logprobs(true))
        .unwrap();
    assert_eq!(answer.text(), "😊");
    assert_eq!(answer.finish_reason(), Some(&FinishReason::Stop));
    assert_eq!(answer.usage(), &Usage::new(548, 5));
    let metadata = answer.response_metadata();
    assert_eq!(metadata.model.as_deref(), Some("ministral-3:8b"));
    assert_eq!(metadata.created, Some(1_765_885_128));
    let tokens = answer.logprobs().content();
    let scores: Vec<_> = tokens.iter().filter_map(TokenLogprob::logprob).collect();
    let expected = [
        -0.026083292439579964,
        -0.00008320288907270879,
        -0.4043496251106262,
        -0.02215679921209812,
    ];
    assert_eq!(scores, expected);
    for token in tokens {
        assert_eq!((token.token(), token.bytes()), (Some("\u{fffd}"), None));
        assert_eq!(token.top_logprobs(), None);
    }
}

/// llama3.2 by the part of the server that is OpenAI's: the words are the same ones, in an object.
#[test]
fn a_refusal_of_a_picture_is_read() {
    let Some(recorded) = recording("ollama/ogx-errors/28a43dc80443ccae.json") else {
        return;
    };
    let recorded: Value = serde_json::from_str(&recorded).unwrap();
    let body = recorded.pointer("/response/exception_data/body").unwrap();
    let body = serde_json::json!({ "error": body }).to_string();
    let model = Ollama::new("llama3.2:3b-instruct-fp16".to_owned());
    let error = model.error(400, &HeaderMap::new(), &body);
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    assert_eq!(error.message(), "invalid image input");
}
