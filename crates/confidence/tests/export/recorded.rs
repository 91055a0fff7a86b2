//! Recorded streams of Azure and watsonx, as ogx keeps them. Those of Bedrock have tokens of the model's own format, which are not
//! those of the text.

use std::path::{Path, PathBuf};
use std::{env, fs};

use serde_json::Value;
use surprisal_core::{AiMessageChunk, ChoiceChunk, Logprobs};

use crate::answers::jsonl;

fn folder() -> PathBuf {
    match env::var_os("SURPRISAL_RECORDINGS") {
        Some(path) => PathBuf::from(path),
        None => Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
    }
}

/// The pieces of the first choice in a file, each with its text; none where it is no stream with log probabilities.
fn pieces(path: &Path) -> Vec<(String, AiMessageChunk)> {
    let file: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let Some(events) = file["response"]["body"].as_array() else {
        return Vec::new();
    };
    let choices = events
        .iter()
        .filter_map(|event| event["__data__"]["choices"].get(0));
    let pieces = choices.map(|choice| {
        let text = choice["delta"]["content"].as_str().unwrap_or_default();
        let mut piece = ChoiceChunk::new(0, text);
        if choice["logprobs"].is_object() {
            let logprobs: Logprobs = serde_json::from_value(choice["logprobs"].clone()).unwrap();
            piece = piece.with_logprobs(logprobs);
        }
        (
            text.to_owned(),
            AiMessageChunk::default().with_choice(piece),
        )
    });
    pieces.collect()
}

#[test]
fn the_bytes_of_the_rows_are_the_text_of_a_recorded_stream() {
    let mut streams = 0;
    for provider in ["azure", "watsonx"] {
        let folder = folder().join("recordings").join(provider).join("ogx");
        let Ok(files) = fs::read_dir(&folder) else {
            println!(
                "skipped: no recordings; set SURPRISAL_RECORDINGS to the folder that holds recordings/"
            );
            return;
        };
        for file in files {
            let pieces = pieces(&file.unwrap().path());
            let rows = jsonl(|rows| {
                for (_, chunk) in &pieces {
                    rows.write_chunk(chunk).unwrap();
                }
            });
            if rows.is_empty() {
                continue;
            }
            streams += 1;
            let text: String = pieces.iter().map(|(text, _)| text.as_str()).collect();
            let bytes = rows.iter().flat_map(|row| row["bytes"].as_array().unwrap());
            let bytes: Vec<u8> = bytes.map(|byte| byte.as_u64().unwrap() as u8).collect();
            assert_eq!(String::from_utf8(bytes).unwrap(), text);
            for (index, row) in rows.iter().enumerate() {
                assert_eq!(
                    (&row["index"], &row["score"]),
                    (&index.into(), &"exact".into())
                );
            }
        }
    }
    assert!(streams > 0);
    println!("{streams} streams");
}
