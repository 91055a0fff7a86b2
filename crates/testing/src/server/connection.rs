use std::io;
use std::sync::Arc;

use bytes::BytesMut;
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::net::TcpStream;

use super::play::{After, play};
use super::state::State;
use super::{Reply, Request};

/// Answers the requests of one connection until either side closes it.
pub(super) async fn serve(stream: TcpStream, state: Arc<State>) -> io::Result<()> {
    // Without it the system joins pieces that were to arrive apart.
    stream.set_nodelay(true)?;
    let (mut reader, mut writer) = stream.into_split();
    let mut buffer = BytesMut::new();
    loop {
        let reply = match Request::read(&mut reader, &mut buffer).await {
            Ok(Some(request)) => {
                // Logged first: a function of the request may fail, or look for it.
                state.log(request.clone());
                let reply = state.reply_to(&request);
                reply.unwrap_or_else(|| nothing_queued(&request))
            }
            Ok(None) => return Ok(()),
            Err(error) if error.kind() == io::ErrorKind::InvalidData => {
                Reply::new(400).body(error.to_string()).close()
            }
            Err(error) => return Err(error),
        };
        let after = tokio::select! {
            biased;
            after = play(&reply, &mut writer) => after,
            () = closed(&mut reader, &mut buffer) => Err(io::ErrorKind::BrokenPipe.into()),
        };
        match after {
            Ok(After::KeepAlive) => {}
            Ok(After::Close) => return Ok(()),
            Ok(After::Reset) => {
                writer.as_ref().set_zero_linger()?;
                // Dropped, it would end the stream in order first.
                writer.forget();
                return Ok(());
            }
            Err(error) => {
                state.close_early();
                return Err(error);
            }
        }
    }
}

/// Waits until the client closes its side; keeps what it sends before.
async fn closed(reader: &mut (impl AsyncRead + Unpin), buffer: &mut BytesMut) {
    while reader.read_buf(buffer).await.is_ok_and(|read| read > 0) {}
}

fn nothing_queued(request: &Request) -> Reply {
    Reply::new(404)
        .header("content-type", "text/plain")
        .body(format!(
            "no reply is queued for {} {}: queue one with `Server::reply`",
            request.method(),
            request.path(),
        ))
}
