//! What several tests do.

use std::future::Future;
use std::time::Duration;

use futures::StreamExt as _;
use surprisal_core::{AiMessageChunk, ChunkStream, Error, ErrorKind};
use tokio::time::Instant;

pub(crate) fn server() -> Error {
    Error::new(ErrorKind::Server, "down")
}

pub(crate) fn error(kind: ErrorKind, message: &'static str) -> Error {
    Error::new(kind, message)
}

pub(crate) const fn millis(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

pub(crate) const fn secs(secs: u64) -> Duration {
    Duration::from_secs(secs)
}

/// What came, and the error that ended it; after that nothing more may come.
pub(crate) async fn drain(mut stream: ChunkStream<AiMessageChunk>) -> (Vec<String>, Option<Error>) {
    let mut texts = Vec::new();
    let mut error = None;
    while let Some(item) = stream.next().await {
        match item {
            Ok(chunk) => texts.push(chunk.text().into_owned()),
            Err(failure) => error = Some(failure),
        }
        assert!(error.is_none() || stream.next().await.is_none());
    }
    (texts, error)
}

/// What it gives, and how many milliseconds it takes.
pub(crate) async fn timed<T>(future: impl Future<Output = T>) -> (T, u128) {
    let start = Instant::now();
    let output = future.await;
    (output, start.elapsed().as_millis())
}

/// Asserts that between these times it was waited as long as the provider asked, in milliseconds, or up to a tenth longer.
#[track_caller]
pub(crate) fn assert_waits(times: &[u128], asked: &[u128]) {
    let waits: Vec<u128> = times.windows(2).map(|pair| pair[1] - pair[0]).collect();
    assert_eq!(waits.len(), asked.len(), "{times:?}");
    for (wait, asked) in waits.iter().zip(asked) {
        // The clock of the tests counts whole milliseconds, upwards.
        let longest = asked + asked / 10 + 1;
        assert!((*asked..=longest).contains(wait), "{times:?}");
    }
}
