use std::future::pending;
use std::io;
use std::time::Duration;

use tokio::io::{AsyncWrite, AsyncWriteExt};

use super::Reply;
use super::reply::{Close, End, Framing};

/// What becomes of the connection after an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum After {
    KeepAlive,
    Close,
    Reset,
}

/// Sends a reply as it says. Does not return from a stall.
pub(super) async fn play(
    reply: &Reply,
    writer: &mut (impl AsyncWrite + Unpin),
) -> io::Result<After> {
    for status in &reply.interim {
        let answer = format!("HTTP/1.1 {status} \r\n\r\n");
        send(writer, answer.as_bytes()).await?;
    }
    wait(reply.delay).await;
    if reply.framing != Framing::Raw {
        let head = head(reply);
        if reply.head_pause.is_zero() {
            send(writer, head.as_bytes()).await?;
        } else {
            for line in head.split_inclusive('\n') {
                send(writer, line.as_bytes()).await?;
                wait(reply.head_pause).await;
            }
        }
    }
    send(writer, &reply.garbage).await?;

    let length = reply.len();
    let complete = matches!(reply.end, End::Complete);
    let mut left = match reply.end {
        End::Complete => length,
        End::CutAfter(n) | End::ResetAfter(n) | End::StallAfter(n) => n.min(length),
    };
    if reply.framing == Framing::Chunked && length == 0 && complete {
        send(writer, LAST_CHUNK).await?;
    }
    let mut pieces = reply.pieces.iter().peekable();
    while let Some(piece) = pieces.next() {
        if left == 0 {
            break;
        }
        let piece = piece.slice(..piece.len().min(left));
        left -= piece.len();
        if reply.framing == Framing::Chunked {
            // In one write, so that a client which stops at the last event finds the end with it.
            let mut chunk = format!("{:x}\r\n", piece.len()).into_bytes();
            chunk.extend_from_slice(&piece);
            chunk.extend_from_slice(b"\r\n");
            if complete && pieces.peek().is_none() {
                chunk.extend_from_slice(LAST_CHUNK);
            }
            send(writer, &chunk).await?;
        } else {
            send(writer, &piece).await?;
        }
        if pieces.peek().is_some() {
            wait(reply.pause).await;
        }
    }

    match reply.end {
        End::StallAfter(_) => pending().await,
        End::CutAfter(_) => Ok(After::Close),
        End::ResetAfter(_) => Ok(After::Reset),
        End::Complete if reply.close != Close::Never || reply.announced.is_some() => {
            Ok(After::Close)
        }
        End::Complete if reply.framing == Framing::Raw => Ok(after_raw(&reply.joined())),
        End::Complete => Ok(After::KeepAlive),
    }
}

async fn send(writer: &mut (impl AsyncWrite + Unpin), bytes: &[u8]) -> io::Result<()> {
    writer.write_all(bytes).await?;
    writer.flush().await
}

/// The end of a body in chunked transfer encoding.
const LAST_CHUNK: &[u8] = b"0\r\n\r\n";

/// Where there is nothing to wait for, lets a client on the same thread read what was sent.
async fn wait(duration: Duration) {
    if duration.is_zero() {
        tokio::task::yield_now().await;
    } else {
        tokio::time::sleep(duration).await;
    }
}

fn head(reply: &Reply) -> String {
    let mut head = format!("HTTP/1.1 {} \r\n", reply.status);
    for (name, value) in &reply.headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    match reply.framing {
        Framing::Chunked => head.push_str("transfer-encoding: chunked\r\n"),
        Framing::Length => {
            let length = reply.announced.unwrap_or_else(|| reply.len());
            head.push_str(&format!("content-length: {length}\r\n"));
        }
        Framing::Raw => {}
    }
    if reply.close == Close::Announced {
        head.push_str("connection: close\r\n");
    }
    head.push_str("\r\n");
    head
}

/// Whether a client can use the connection again after a captured answer.
fn after_raw(bytes: &[u8]) -> After {
    let mut headers = [httparse::EMPTY_HEADER; 64];
    let mut response = httparse::Response::new(&mut headers);
    let complete = response
        .parse(bytes)
        .is_ok_and(|status| status.is_complete());
    let has = |name: &str, value: &str| {
        response.headers.iter().any(|header| {
            let text = header.value.to_ascii_lowercase();
            header.name.eq_ignore_ascii_case(name) && (value.is_empty() || text == value.as_bytes())
        })
    };
    let delimited = has("content-length", "") || has("transfer-encoding", "chunked");
    if complete && delimited && !has("connection", "close") {
        After::KeepAlive
    } else {
        After::Close
    }
}
