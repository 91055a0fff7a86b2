//! One connection of a client, and the one to the server that it is joined with.

use std::future::pending;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};

use super::ProxyFault;
use super::state::State;

/// How the client is told that there is no more.
enum Ending {
    Close,
    Reset,
}

/// Moves bytes between the client and the server, as the connection's fault says, until either side closes.
pub(super) async fn serve(
    client: TcpStream,
    server: SocketAddr,
    state: Arc<State>,
) -> io::Result<()> {
    let fault = state.connected();
    // Without it the system joins pieces that were to arrive apart.
    client.set_nodelay(true)?;
    let (mut reader, mut writer) = client.into_split();
    let mut request = BytesMut::new();
    let is_tunnel = starts_with(CONNECT, &mut reader, &mut request).await?;
    if let ProxyFault::Answer(bytes) = &fault {
        if is_tunnel {
            state.tunnel(head(&mut reader, &mut request).await?);
        }
        state.taken.fetch_add(request.len(), Ordering::Relaxed);
        return answer(bytes, &mut reader, &mut writer, &state).await;
    }
    if is_tunnel {
        state.tunnel(head(&mut reader, &mut request).await?);
        writer.write_all(ESTABLISHED).await?;
    }
    let server = TcpStream::connect(server).await?;
    server.set_nodelay(true)?;
    let (mut answers, mut requests) = server.into_split();
    let ending = tokio::select! {
        ending = give(&fault, &mut answers, &mut writer, &state.given) => ending?,
        asked = take(&fault, request, &mut reader, &mut requests, &state.taken) => {
            asked?;
            Ending::Close
        }
    };
    if let Ending::Reset = ending {
        writer.as_ref().set_zero_linger()?;
        // Dropped, it would end the stream in order first.
        writer.forget();
    }
    Ok(())
}

/// Passes the request on; ends where the client closes its side.
async fn take(
    fault: &ProxyFault,
    mut bytes: BytesMut,
    from: &mut OwnedReadHalf,
    to: &mut OwnedWriteHalf,
    taken: &AtomicUsize,
) -> io::Result<()> {
    let mut left = match fault {
        ProxyFault::DeafAfter(bytes) => *bytes,
        _ => usize::MAX,
    };
    loop {
        let piece = bytes.split_to(bytes.len().min(left));
        left -= piece.len();
        taken.fetch_add(piece.len(), Ordering::Relaxed);
        to.write_all(&piece).await?;
        if left == 0 {
            pending::<()>().await;
        }
        bytes.clear();
        // No more than may be taken: what the system holds for it is what was not read.
        let limit = left.min(PIECE);
        if (&mut *from).take(limit as u64).read_buf(&mut bytes).await? == 0 {
            return Ok(());
        }
    }
}

/// Passes the answer on, as the fault says.
async fn give(
    fault: &ProxyFault,
    from: &mut OwnedReadHalf,
    to: &mut OwnedWriteHalf,
    given: &AtomicUsize,
) -> io::Result<Ending> {
    let mut next_fault = fault.at();
    let mut passed = 0;
    let mut buffer = BytesMut::new();
    loop {
        // Not before the server answers, so that it has the request whatever becomes of the answer.
        let has_begun = passed > 0 || !buffer.is_empty();
        if has_begun && next_fault == Some(passed) {
            match fault {
                ProxyFault::ResetAfter(_) => return Ok(Ending::Reset),
                ProxyFault::CloseAfter(_) => return Ok(Ending::Close),
                ProxyFault::StallAfter(_) => pending().await,
                ProxyFault::Insert { bytes, .. } => send(bytes, to, given).await?,
                ProxyFault::Flood { bytes, pause, .. } => loop {
                    wait(*pause).await;
                    send(bytes, to, given).await?;
                },
                _ => {}
            }
            next_fault = None;
        }
        if buffer.is_empty() && from.read_buf(&mut buffer).await? == 0 {
            return Ok(Ending::Close);
        }
        let mut limit = next_fault.map_or(usize::MAX, |at| at - passed);
        if let ProxyFault::Trickle { after, pause } = fault {
            limit = after
                .checked_sub(passed)
                .filter(|left| *left > 0)
                .unwrap_or(1);
            if passed >= *after {
                wait(*pause).await;
            }
        }
        let piece = buffer.split_to(buffer.len().min(limit));
        send(&piece, to, given).await?;
        passed += piece.len();
    }
}

/// Answers in the server's place, and reads what else comes until the client goes: closed before, the connection
/// would be reset, and the client might lose the answer.
async fn answer(
    bytes: &Bytes,
    reader: &mut OwnedReadHalf,
    writer: &mut OwnedWriteHalf,
    state: &State,
) -> io::Result<()> {
    send(bytes, writer, &state.given).await?;
    writer.shutdown().await?;
    let mut rest = [0; PIECE];
    loop {
        match reader.read(&mut rest).await? {
            0 => return Ok(()),
            read => state.taken.fetch_add(read, Ordering::Relaxed),
        };
    }
}

/// Whether the client begins with this.
async fn starts_with(
    text: &[u8],
    reader: &mut OwnedReadHalf,
    buffer: &mut BytesMut,
) -> io::Result<bool> {
    while buffer.len() < text.len() && text.starts_with(buffer) {
        if reader.read_buf(buffer).await? == 0 {
            return Ok(false);
        }
    }
    Ok(buffer.starts_with(text))
}

/// The head of a request, taken out of the buffer.
async fn head(reader: &mut OwnedReadHalf, buffer: &mut BytesMut) -> io::Result<String> {
    loop {
        let end = buffer.windows(4).position(|four| four == b"\r\n\r\n");
        if let Some(end) = end {
            let head = buffer.split_to(end + 4);
            return Ok(String::from_utf8_lossy(&head).into_owned());
        }
        if reader.read_buf(buffer).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    }
}

async fn send(bytes: &[u8], to: &mut OwnedWriteHalf, given: &AtomicUsize) -> io::Result<()> {
    to.write_all(bytes).await?;
    given.fetch_add(bytes.len(), Ordering::Relaxed);
    Ok(())
}

/// Where there is nothing to wait for, lets a client on the same thread read what was sent.
async fn wait(pause: Duration) {
    if pause.is_zero() {
        tokio::task::yield_now().await;
    } else {
        tokio::time::sleep(pause).await;
    }
}

const CONNECT: &[u8] = b"CONNECT ";

const ESTABLISHED: &[u8] = b"HTTP/1.1 200 \r\n\r\n";

/// How many bytes are read at once at most.
const PIECE: usize = 1 << 13;
