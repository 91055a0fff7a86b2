//! What is written of a conversation, and reading it.

use std::mem::take;
use std::path::Path;
use std::time::Duration;
use std::{fs, io};

use bytes::Bytes;
use http::{Request, Response};
use serde_json::Deserializer;
use surprisal_core::{Error, Result};

use super::Exchange;
use super::exchange::End;
use super::line::{Ending, Line};

/// The first line of a file.
pub(super) fn header() -> serde_json::Result<String> {
    serde_json::to_string(&Line::SurprisalRecording(VERSION)).map(|line| line + "\n")
}

/// An exchange as it stands in a file, after an empty line.
pub(super) fn write(exchange: &Exchange) -> serde_json::Result<String> {
    let request = &exchange.request;
    let mut lines = vec![Line::Request {
        call: exchange.call,
        method: request.method().to_string(),
        url: request.uri().to_string(),
        headers: request.headers().into(),
    }];
    if !request.body().is_empty() {
        lines.push(Line::piece(request.body()));
    }
    if let Some((after, head)) = &exchange.head {
        lines.extend(Line::wait(*after));
        lines.push(Line::Response {
            status: head.status().as_u16(),
            headers: head.headers().into(),
        });
    }
    for (after, bytes) in &exchange.chunks {
        lines.extend(Line::wait(*after));
        lines.push(Line::piece(bytes));
    }
    lines.extend(Line::wait(exchange.end_after));
    lines.push(match &exchange.end {
        End::Complete => Line::End(Ending::Complete),
        End::Dropped => Line::End(Ending::Dropped),
        End::Error(kind, message) => Line::Error {
            kind: (*kind).into(),
            message: message.clone(),
        },
    });
    lines
        .iter()
        .try_fold(String::new(), |text, line| {
            Ok(text + "\n" + &serde_json::to_string(line)?)
        })
        .map(|text| text + "\n")
}

/// The exchanges of a file in the order of their requests.
pub(super) fn read(path: &Path) -> Result<Vec<Exchange>> {
    let text = fs::read_to_string(path).map_err(|error| failed("read", path, error))?;
    parse(&text).map_err(|message| Error::invalid_input(format!("{}: {message}", path.display())))
}

/// An error of a file that could not be `read`, `written` or the like.
pub(super) fn failed(what: &str, path: &Path, error: io::Error) -> Error {
    let message = format!("the recording {} cannot be {what}: {error}", path.display());
    Error::invalid_input(message).with_source(error)
}

fn parse(text: &str) -> Result<Vec<Exchange>, String> {
    let mut lines = Deserializer::from_str(text).into_iter::<Line>();
    let mut reader = Reader::default();
    loop {
        let at = lines.byte_offset();
        let Some(line) = lines.next() else { break };
        let read = line.map_err(|error| error.to_string()).and_then(|line| {
            let number = || {
                text.get(..at)
                    .unwrap_or_default()
                    .trim_end()
                    .lines()
                    .count()
                    + 1
            };
            reader
                .read(line)
                .map_err(|error| format!("{error} at about line {}", number()))
        });
        read?;
    }
    reader.finish()
}

/// What has been read so far.
#[derive(Default)]
struct Reader {
    known: bool,
    exchanges: Vec<Exchange>,
    /// One without its end.
    open: Option<Exchange>,
    wait: Duration,
}

impl Reader {
    fn read(&mut self, line: Line) -> Result<(), String> {
        if let Line::SurprisalRecording(version) = line {
            if version != VERSION {
                return Err(format!("version {version} of the format is not known"));
            }
            self.known = true;
            return Ok(());
        }
        if !self.known {
            return Err(format!(
                "no `{{\"surprisal_recording\":{VERSION}}}` before the first call"
            ));
        }
        if let Line::Request {
            call,
            method,
            url,
            headers,
        } = line
        {
            if self.open.is_some() {
                return Err("a call without an end before the next".to_owned());
            }
            let mut request = Request::builder()
                .method(&*method)
                .uri(&url)
                .body(Bytes::new());
            if let Ok(request) = &mut request {
                *request.headers_mut() = headers.parse()?;
            }
            let request = request.map_err(|error| error.to_string())?;
            self.open = Some(Exchange::unanswered(call, request));
            return Ok(());
        }
        let open = self.open.as_mut().ok_or("no request before it")?;
        if let Some(piece) = line.bytes() {
            let piece = piece.map_err(|error| error.to_string())?;
            if open.head.is_some() {
                open.chunks.push((take(&mut self.wait), piece));
            } else {
                *open.request.body_mut() = [&**open.request.body(), &piece].concat().into();
            }
            return Ok(());
        }
        match line {
            Line::WaitMs(time) => self.wait = Duration::from_millis(time),
            Line::Response { status, headers } => {
                let response = Response::builder().status(status).body(());
                let mut response = response.map_err(|error| error.to_string())?;
                *response.headers_mut() = headers.parse()?;
                open.head = Some((take(&mut self.wait), response));
            }
            Line::End(Ending::Complete) if open.head.is_none() => {
                return Err("the end of an answer whose head did not come".to_owned());
            }
            Line::End(Ending::Complete) => self.close(End::Complete),
            Line::End(Ending::Dropped) => self.close(End::Dropped),
            Line::Error { kind, message } => self.close(End::Error(kind.into(), message)),
            _ => {}
        }
        Ok(())
    }

    fn close(&mut self, end: End) {
        if let Some(mut exchange) = self.open.take() {
            exchange.end = end;
            exchange.end_after = take(&mut self.wait);
            self.exchanges.push(exchange);
        }
    }

    fn finish(mut self) -> Result<Vec<Exchange>, String> {
        if !self.known {
            return Err("no recording: the file is empty".to_owned());
        }
        if let Some(open) = self.open {
            return Err(format!("{open}, has no end"));
        }
        self.exchanges.sort_by_key(|exchange| exchange.call);
        Ok(self.exchanges)
    }
}

const VERSION: u32 = 1;
