//! How much memory long streams take. One test, since the allocator counts for the whole program.

#![allow(clippy::indexing_slicing, reason = "a panic is how a test fails")]

use std::hint::black_box;

use async_trait::async_trait;
use bytes::Bytes;
use futures::{StreamExt, TryStreamExt, stream};
use peak_alloc::PeakAlloc;
use surprisal::http::{Body, HttpClient, Transport, TransportError};
use surprisal::openai::ChatOpenAi;
use surprisal::{AiMessageChunk, CallOptions, ChunkStream, Result, RunnableExt};
use surprisal_tests::generate;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// Gives every request a stream of so many chunks, whose events are shared and so take no room.
#[derive(Debug)]
struct Repeats(usize);

#[async_trait]
impl Transport for Repeats {
    async fn send(
        &self,
        _: http::Request<Bytes>,
    ) -> std::result::Result<http::Response<Body>, TransportError> {
        let events = generate::events(100, Some(5));
        let first = events[..1].to_vec();
        let tokens = events[1..101].to_vec();
        let last = events[101..].to_vec();
        let all = first
            .into_iter()
            .chain(tokens.into_iter().cycle().take(self.0))
            .chain(last);
        Ok(http::Response::new(Body::new(stream::iter(all.map(Ok)))))
    }
}

async fn chunks(count: usize) -> Result<ChunkStream<AiMessageChunk>> {
    let client = HttpClient::builder().transport(Repeats(count)).build()?;
    ChatOpenAi::builder("any")
        .base_url("http://localhost")
        .client(client)
        .options(CallOptions::new().logprobs(true).top_logprobs(5))
        .build()?
        .stream("hi")
        .await
}

/// The most bytes in use while `run` runs, beyond those before.
async fn peak<T>(run: impl Future<Output = Result<T>>) -> Result<(usize, T)> {
    let before = MEMORY.current_usage();
    MEMORY.reset_peak_usage();
    let output = run.await?;
    Ok((MEMORY.peak_usage().saturating_sub(before), output))
}

#[tokio::test]
async fn memory_is_flat_for_dropped_chunks_and_linear_for_kept_ones() -> Result<()> {
    let mut dropped = Vec::new();
    for count in [1_000, 64_000] {
        let (bytes, seen) = peak(async {
            let seen = chunks(count)
                .await?
                .map_ok(|chunk| black_box(chunk).logprobs().content().len());
            seen.try_fold(0, async |sum, tokens| Ok(sum + tokens)).await
        })
        .await?;
        assert_eq!(seen, count);
        println!("{count} chunks, dropped: {bytes} bytes at most");
        dropped.push(bytes);
    }
    assert!(dropped[1] < 2 * dropped[0] + 100_000, "{dropped:?}");

    for count in [1_000, 8_000, 64_000] {
        let (_, message) =
            peak(async { AiMessageChunk::collect(chunks(count).await?).await }).await?;
        let before = MEMORY.current_usage();
        let tokens = message.logprobs().content().len();
        assert_eq!(tokens, count);
        drop(message);
        let each = (before - MEMORY.current_usage()) / count;
        println!("{count} tokens with five alternatives, kept: {each} bytes a token");
        assert!(each <= 400, "{each} bytes");
    }

    let (bytes, held) = peak(async {
        chunks(10_000)
            .await?
            .collect::<Vec<_>>()
            .await
            .into_iter()
            .collect::<Result<Vec<_>>>()
    })
    .await?;
    let each = bytes / held.len();
    println!(
        "{} chunks, kept one by one: {each} bytes a chunk",
        held.len()
    );
    assert!(each <= 1_100, "{each} bytes");
    Ok(())
}
