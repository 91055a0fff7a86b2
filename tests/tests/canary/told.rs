//! All that can be printed of what came of a call.

use std::error::Error as StdError;

use futures::TryStreamExt as _;
use surprisal::confidence::{HeatMap, HtmlPage, TokenWriter};
use surprisal::{AiMessage, AiMessageChunk, ChunkStream, Error, Result};

/// Every word of an error.
pub(crate) fn of_error(error: &Error) -> String {
    let mut told = format!(
        "{error} {error:?} {error:#?} {} {:?} {:?} {:?} {:?} {:?} {:?} {:?}",
        error.message(),
        error.provider(),
        error.code(),
        error.option(),
        error.request_id(),
        error.headers(),
        error.body(),
        error.partial(),
    );
    let mut cause = error.source();
    while let Some(error) = cause {
        told.push_str(&format!(" {error} {error:?} {error:#?}"));
        cause = error.source();
    }
    error
        .fallback_errors()
        .iter()
        .for_each(|error| told.push_str(&of_error(error)));
    told
}

/// Every word of a message, and of what is made of it.
pub(crate) fn of_message(message: &AiMessage) -> String {
    let mut rows = TokenWriter::jsonl(Vec::new());
    rows.write_message(message).unwrap();
    let rows = String::from_utf8(rows.finish().unwrap()).unwrap();
    format!(
        "{message:?} {} {} {} {rows}",
        serde_json::to_string(message).unwrap(),
        HtmlPage::of_all(message.choices()),
        HeatMap::of(message),
    )
}

pub(crate) fn of_answer(answer: Result<AiMessage>) -> String {
    match answer {
        Ok(message) => of_message(&message),
        Err(error) => of_error(&error),
    }
}

pub(crate) async fn of_stream(chunks: Result<ChunkStream<AiMessageChunk>>) -> String {
    let mut chunks = match chunks {
        Ok(chunks) => chunks,
        Err(error) => return of_error(&error),
    };
    let mut told = String::new();
    let mut whole = AiMessageChunk::default();
    loop {
        match chunks.try_next().await {
            Ok(Some(chunk)) => {
                told.push_str(&format!("{chunk:?}"));
                whole += chunk;
            }
            Ok(None) => return told + &of_message(&whole.into()),
            Err(error) => return told + &of_error(&error),
        }
    }
}
