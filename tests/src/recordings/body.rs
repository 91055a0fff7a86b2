//! Bodies that were kept as files by themselves: `openai-python/*.bin` and JSON.

use serde_json::Value;

use super::Result;
use super::recording::{CHAT, Recording};

/// An answer to Chat Completions with status 200.
pub(super) fn answer(body: Vec<u8>, stream: bool, exact: bool) -> Recording {
    let content_type = if stream {
        "text/event-stream"
    } else {
        "application/json"
    };
    Recording {
        endpoint: CHAT.to_owned(),
        status: 200,
        headers: vec![("content-type".to_owned(), content_type.to_owned())],
        body,
        stream,
        exact,
        ..Recording::default()
    }
}

/// Server-sent events as they were received.
pub(super) fn events(body: Vec<u8>) -> Recording {
    answer(body, true, true)
}

/// A JSON file, if it is an answer of Chat Completions. Such files were formatted by people.
pub(super) fn chat(body: Vec<u8>) -> Result<Vec<Recording>> {
    let Ok(value) = serde_json::from_slice::<Value>(&body) else {
        return Ok(Vec::new());
    };
    let is_chat = value.pointer("/choices/0/message").is_some();
    Ok(is_chat
        .then(|| answer(body, false, false))
        .into_iter()
        .collect())
}
