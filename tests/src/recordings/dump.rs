//! Events that were kept as JSON values, without their framing: `vercel-ai/*.chunks.txt` and the
//! snapshots of text-generation-inference.

use serde_json::Value;

use super::body::answer;
use super::{Recording, Result};

/// Server-sent events that hold these texts, with the end signal.
pub(super) fn rebuild(events: impl IntoIterator<Item = impl AsRef<str>>) -> Recording {
    let mut body = String::new();
    for event in events {
        body.push_str("data: ");
        body.push_str(event.as_ref());
        body.push_str("\n\n");
    }
    body.push_str("data: [DONE]\n\n");
    answer(body.into_bytes(), true, false)
}

/// One event a line, or one JSON body, an error's among them.
pub(super) fn lines_or_body(text: &str) -> Result<Recording> {
    let Ok(body) = serde_json::from_str::<Value>(text) else {
        return Ok(rebuild(text.lines().filter(|line| !line.trim().is_empty())));
    };
    let mut recording = answer(text.as_bytes().to_vec(), false, false);
    if body.get("error").is_some() {
        recording.status = 400;
    }
    Ok(recording)
}

/// A list of chunks, a chunk or a body; `None` for what is not Chat Completions.
pub(super) fn values(text: &str) -> Result<Option<Recording>> {
    let value: Value = serde_json::from_str(text)?;
    let chunks = match &value {
        Value::Array(chunks) => chunks.as_slice(),
        value => std::slice::from_ref(value),
    };
    let object = chunks
        .first()
        .and_then(|chunk| chunk.get("object")?.as_str());
    Ok(match object {
        Some("chat.completion") => Some(answer(value.to_string().into_bytes(), false, false)),
        Some("chat.completion.chunk") => Some(rebuild(chunks.iter().map(Value::to_string))),
        _ => None,
    })
}
