use std::hint::black_box;
use std::sync::Arc;

use reqwest::{Client, Response};
use rustls::crypto::ring;
use rustls::{ClientConfig, RootCertStore};

use super::wire::{Completion, Logprobs, Token};
use super::{Decoder, Message};
use crate::contender::{Result, Seen};

const STREAM: &str = r#"{"model":"gpt-4o-mini","messages":[{"role":"user","content":"how are you today"}],"logprobs":true,"top_logprobs":5,"stream":true,"stream_options":{"include_usage":true}}"#;
const INVOKE: &str = r#"{"model":"gpt-4o-mini","messages":[{"role":"user","content":"how are you today"}],"logprobs":true,"top_logprobs":5}"#;

/// Reads a stream, and drops each chunk after a look at every token.
///
/// # Errors
///
/// Those of the connection and of parsing.
pub async fn stream(url: &str) -> Result<Seen> {
    let mut response = post(&client()?, url, STREAM).await?;
    let mut decoder = Decoder::default();
    let mut seen = Seen::default();
    while let Some(bytes) = response.chunk().await? {
        decoder.push(&bytes, |chunk| {
            let chunk = black_box(chunk);
            for choice in &chunk.choices {
                look(
                    &mut seen,
                    choice.delta.content.as_deref(),
                    choice.logprobs.as_ref(),
                );
            }
        })?;
    }
    Ok(seen)
}

/// Reads a stream and puts it together.
///
/// # Errors
///
/// As [`stream`].
pub async fn collect(url: &str) -> Result<Seen> {
    let mut response = post(&client()?, url, STREAM).await?;
    let mut decoder = Decoder::default();
    let mut message = Message::default();
    while let Some(bytes) = response.chunk().await? {
        decoder.push(&bytes, |chunk| message.add(chunk))?;
    }
    let message = black_box(message);
    let mut seen = Seen::default();
    seen.text(&message.content);
    see(&mut seen, &message.tokens);
    Ok(seen)
}

/// Asks `n` times for a body, on one connection.
///
/// # Errors
///
/// As [`stream`].
pub async fn invoke(url: &str, n: usize) -> Result<Seen> {
    let client = client()?;
    let mut seen = Seen::default();
    for _ in 0..n {
        let bytes = post(&client, url, INVOKE).await?.bytes().await?;
        let completion: Completion = black_box(serde_json::from_slice(&bytes)?);
        for choice in &completion.choices {
            look(
                &mut seen,
                choice.message.content.as_deref(),
                choice.logprobs.as_ref(),
            );
        }
    }
    Ok(seen)
}

/// A client for servers without TLS, which has to be told of TLS all the same.
fn client() -> Result<Client> {
    let tls = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_root_certificates(RootCertStore::empty())
        .with_no_client_auth();
    let client = Client::builder().tls_backend_preconfigured(tls).no_proxy();
    Ok(client.build()?)
}

async fn post(client: &Client, url: &str, body: &'static str) -> Result<Response> {
    let request = client
        .post(format!("{url}/v1/chat/completions"))
        .header("content-type", "application/json")
        .header("authorization", "Bearer none")
        .body(body);
    Ok(request.send().await?.error_for_status()?)
}

fn look(seen: &mut Seen, content: Option<&str>, logprobs: Option<&Logprobs>) {
    seen.text(content.unwrap_or_default());
    if let Some(tokens) = logprobs.and_then(|logprobs| logprobs.content.as_ref()) {
        see(seen, tokens);
    }
}

fn see(seen: &mut Seen, tokens: &[Token]) {
    for token in tokens {
        seen.token(token.logprob, token.bytes.as_deref().unwrap_or_default());
        for top in &token.top_logprobs {
            seen.alternative(top.logprob, top.bytes.as_deref().unwrap_or_default());
        }
    }
}
