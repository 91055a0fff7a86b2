//! The library as a contender, through what its users call.

use std::hint::black_box;

use async_trait::async_trait;
use bytes::Bytes;
use futures::{TryStreamExt, stream};
use surprisal::http::{Body, HttpClient, Transport, TransportError};
use surprisal::openai::ChatOpenAi;
use surprisal::{AiMessageChunk, Bound, CallOptions, RunnableExt, TokenLogprob};

use crate::contender::{Result, Seen};

const QUESTION: (&str, &str) = ("human", "how are you today");

/// Reads a stream, and drops each chunk after a look at every token.
///
/// # Errors
///
/// Those of the library.
pub async fn stream(url: &str, top: Option<usize>) -> Result<Seen> {
    let mut chunks = model(url, top)?.stream(QUESTION).await?;
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
pub async fn collect(url: &str, top: Option<usize>) -> Result<Seen> {
    let chunks = model(url, top)?.stream(QUESTION).await?;
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
pub async fn invoke(url: &str, top: Option<usize>, n: usize) -> Result<Seen> {
    let model = model(url, top)?;
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

fn model(url: &str, top: Option<usize>) -> Result<Bound<ChatOpenAi>> {
    let mut options = CallOptions::new();
    if let Some(top) = top {
        options = options.logprobs(true).top_logprobs(u32::try_from(top)?);
    }
    let model = ChatOpenAi::builder("gpt-4o-mini")
        .base_url(format!("{url}/v1"))
        .build()?;
    Ok(model.bind(options))
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
