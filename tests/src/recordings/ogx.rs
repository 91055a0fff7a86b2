//! `ogx/*.json`: dumps of the objects that OpenAI's Python client made of an answer.

use serde_json::{Value, json};

use super::body::answer;
use super::dump::rebuild;
use super::{Recording, Result};

pub(super) fn read(text: &str) -> Result<Recording> {
    let file: Value = serde_json::from_str(text)?;
    let response = file.get("response").ok_or("no response")?;
    let data = |object: &Value| object.get("__data__").map(Value::to_string);
    let mut recording = match response.get("body") {
        Some(Value::Array(chunks)) => rebuild(chunks.iter().filter_map(data)),
        Some(Value::Null) | None => exception(response)?,
        Some(body) => answer(data(body).ok_or("no data")?.into_bytes(), false, false),
    };
    let request = file.get("request").ok_or("no request")?;
    recording.request = request.get("body").cloned().unwrap_or_default();
    if let Some(endpoint) = request.get("endpoint").and_then(Value::as_str) {
        endpoint.clone_into(&mut recording.endpoint);
    }
    Ok(recording)
}

/// The client raises the inside of `error` where the body has that key.
fn exception(response: &Value) -> Result<Recording> {
    let exception = response.get("exception_data").ok_or("no exception data")?;
    let status = exception.get("status_code").and_then(Value::as_u64);
    let body = exception.get("body").ok_or("no body")?;
    let message = exception.get("message").and_then(Value::as_str);
    let body = match message {
        Some(message) if message.contains("{'error':") => json!({ "error": body }),
        _ => body.clone(),
    };
    let mut recording = answer(body.to_string().into_bytes(), false, false);
    recording.status = u16::try_from(status.ok_or("no status")?)?;
    Ok(recording)
}
