//! `*.request.http` and `*.response.http`: both sides of a connection, byte for byte.

use std::fs;
use std::path::Path;

use super::{Recording, Result};

/// Reads the pair of the file of the request.
pub(super) fn read(path: &Path) -> Result<Recording> {
    let request = fs::read(path)?;
    let name = path
        .to_string_lossy()
        .replace(".request.http", ".response.http");
    let response = fs::read(name)?;

    let mut fields = [httparse::EMPTY_HEADER; 64];
    let mut asked = httparse::Request::new(&mut fields);
    let head = whole(asked.parse(&request)?)?;
    let endpoint = asked.path.unwrap_or_default().to_owned();
    let sent = request.get(head..).unwrap_or_default();

    let mut fields = [httparse::EMPTY_HEADER; 64];
    let mut answer = httparse::Response::new(&mut fields);
    let head = whole(answer.parse(&response)?)?;
    let headers: Vec<_> = answer
        .headers
        .iter()
        .map(|header| {
            let value = String::from_utf8_lossy(header.value).into_owned();
            (header.name.to_ascii_lowercase(), value)
        })
        .collect();
    let body = response.get(head..).unwrap_or_default();
    let chunked = headers.iter().any(|(name, _)| name == "transfer-encoding");
    Ok(Recording {
        endpoint,
        // One of them is not JSON on purpose.
        request: serde_json::from_slice(sent).unwrap_or_default(),
        status: answer.code.unwrap_or_default(),
        stream: is_event_stream(&headers),
        headers,
        body: if chunked {
            dechunk(body)?
        } else {
            body.to_vec()
        },
        exact: true,
        ..Recording::default()
    })
}

pub(super) fn is_event_stream(headers: &[(String, String)]) -> bool {
    headers.iter().any(|(name, value)| {
        name.eq_ignore_ascii_case("content-type") && value.starts_with("text/event-stream")
    })
}

fn whole(status: httparse::Status<usize>) -> Result<usize> {
    match status {
        httparse::Status::Complete(length) => Ok(length),
        httparse::Status::Partial => Err("the head is not whole".into()),
    }
}

/// Takes chunked transfer encoding off.
fn dechunk(mut bytes: &[u8]) -> Result<Vec<u8>> {
    let mut body = Vec::with_capacity(bytes.len());
    loop {
        let httparse::Status::Complete((start, size)) =
            httparse::parse_chunk_size(bytes).map_err(|_| "no chunk size")?
        else {
            return Err("the last chunk is missing".into());
        };
        if size == 0 {
            return Ok(body);
        }
        let end = start + usize::try_from(size)?;
        body.extend_from_slice(bytes.get(start..end).ok_or("a chunk is not whole")?);
        // The line end after the chunk.
        bytes = bytes.get(end + 2..).ok_or("a chunk has no end")?;
    }
}
