//! The library as a contender, through what its users call.

use std::hint::black_box;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use futures::{TryStreamExt, stream};
use surprisal::http::{Body, HttpClient, Transport, TransportError};
use surprisal::openai::ChatOpenAi;
use surprisal::{
    AiMessageChunk, Bound, CallOptions, ChatModel, RateLimiter, RetryPolicy, RunnableExt,
    TimeLimits, TokenLogprob,
};

use crate::contender::{Result, Seen};

const QUESTION: (&str, &str) = ("human", "how are you today");

/// Reads a stream, and drops each chunk after a look at every token.
///
/// # Errors
///
/// Those of the library.
pub async fn stream(model: &dyn ChatModel) -> Result<Seen> {
    let mut chunks = model.stream(QUESTION).await?;
    let mut seen = Seen::default();
    while let Some(chunk) = chunks.try_next().await? {
        let chunk = black_box(chunk);
        seen.text(&chunk.text());
        see(&mut seen, chunk.logprobs().content());
    }
    Ok(seen)
}

/// Reads a stream and puts it together.
///
/// # Errors
///
/// As [`stream()`].
pub async fn collect(model: &dyn ChatModel) -> Result<Seen> {
    let chunks = model.stream(QUESTION).await?;
    let message = black_box(AiMessageChunk::collect(chunks).await?);
    let mut seen = Seen::default();
    seen.text(&message.text());
    see(&mut seen, message.logprobs().content());
    Ok(seen)
}

/// Asks `n` times for a body, on one connection.
///
/// # Errors
///
/// As [`stream()`].
pub async fn invoke(model: &dyn ChatModel, n: usize) -> Result<Seen> {
    let mut seen = Seen::default();
    for _ in 0..n {
        let message = black_box(model.invoke(QUESTION).await?);
        seen.text(&message.text());
        see(&mut seen, message.logprobs().content());
    }
    Ok(seen)
}

/// A model whose every answer is these pieces of a stream, from memory.
///
/// # Errors
///
/// None that is expected.
pub fn from_memory(pieces: Vec<Bytes>) -> Result<Bound<ChatOpenAi>> {
    let client = HttpClient::builder().transport(Memory(pieces)).build()?;
    let model = ChatOpenAi::builder("any")
        .base_url("http://localhost")
        .client(client)
        .build()?;
    Ok(model.bind(CallOptions::new().logprobs(true).top_logprobs(5)))
}

/// Reads a stream of [`from_memory`] and gives the number of tokens.
///
/// # Errors
///
/// Those of the library.
pub async fn count(model: &Bound<ChatOpenAi>) -> Result<usize> {
    let mut chunks = model.stream(QUESTION).await?;
    let mut tokens = 0;
    while let Some(chunk) = chunks.try_next().await? {
        tokens += black_box(chunk).logprobs().content().len();
    }
    Ok(tokens)
}

#[derive(Debug)]
struct Memory(Vec<Bytes>);

#[async_trait]
impl Transport for Memory {
    async fn send(
        &self,
        _: http::Request<Bytes>,
    ) -> std::result::Result<http::Response<Body>, TransportError> {
        let pieces = self.0.clone();
        Ok(http::Response::new(Body::new(stream::iter(
            pieces.into_iter().map(Ok),
        ))))
    }
}

/// A model at a URL that gives so many alternatives.
///
/// # Errors
///
/// None that is expected.
pub fn model(url: &str, top: Option<usize>) -> Result<Bound<ChatOpenAi>> {
    let mut options = CallOptions::new();
    if let Some(top) = top {
        options = options.logprobs(true).top_logprobs(u32::try_from(top)?);
    }
    let model = ChatOpenAi::builder("gpt-4o-mini")
        .base_url(format!("{url}/v1"))
        .build()?;
    Ok(model.bind(options))
}

/// The same within six wrappers, none of which has anything to do.
///
/// # Errors
///
/// None that is expected.
pub fn wrapped(url: &str, top: Option<usize>) -> Result<impl ChatModel + use<>> {
    let hour = Duration::from_secs(3600);
    let limits = TimeLimits::new().whole(hour).first_chunk(hour);
    let limiter = RateLimiter::new().requests_per_second(1e6).burst(1_000_000);
    let watched = AtomicUsize::new(0);
    Ok(model(url, top)?
        .with_retry(RetryPolicy::default())
        .with_fallbacks([model(url, top)?])
        .with_timeout(limits.between_chunks(hour))
        .with_rate_limit(limiter.tokens_per_minute(1e12))
        .with_concurrency_limit(8)
        .inspect(move |_, _| {
            watched.fetch_add(1, Ordering::Relaxed);
        }))
}

fn see(seen: &mut Seen, tokens: &[TokenLogprob]) {
    for token in tokens {
        seen.token(
            token.logprob().unwrap_or_default(),
            token.bytes().unwrap_or_default(),
        );
        for top in token.top_logprobs().unwrap_or_default() {
            seen.alternative(
                top.logprob().unwrap_or_default(),
                top.bytes().unwrap_or_default(),
            );
        }
    }
}
