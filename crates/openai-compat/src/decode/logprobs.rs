use surprisal_core::{Channel, Logprobs, Result, TokenLogprob};

use super::entry::{Entry, candidates, entries, with_top};
use super::legacy::Legacy;
use super::reading::Reading;
use crate::json::Reader;

/// What `logprobs` of a choice holds.
pub(super) enum Found {
    /// `null`.
    Nothing,
    Logprobs(Logprobs),
    /// Together's streams: that of the token that the chunk says.
    Number(f64),
}

impl Found {
    /// What is more than a number.
    pub(super) fn object(self) -> Option<Logprobs> {
        match self {
            Self::Logprobs(logprobs) => Some(logprobs),
            Self::Nothing | Self::Number(_) => None,
        }
    }
}

/// Reads the `logprobs` of a choice, in any shape that is known.
///
/// Lists of token entries by channel: one that is null or not there was not sent, one that is `[]` was,
/// without tokens. OpenAI's legacy arrays; a list without a channel; a single entry, as mistral.rs streams it.
pub(super) fn logprobs(reader: &mut Reader<'_>, reading: Reading) -> Result<Found> {
    let content = |tokens| Found::Logprobs(Logprobs::new(Channel::Content, tokens));
    match reader.peek() {
        Some(b'n') => reader.skip().map(|()| Found::Nothing),
        Some(b'[') => entries(reader, reading).map(content),
        Some(b'-' | b'0'..=b'9') if reading.form.bare_numbers => reader.number().map(Found::Number),
        _ => object(reader, reading).map(Found::Logprobs),
    }
}

fn object(reader: &mut Reader<'_>, reading: Reading) -> Result<Logprobs> {
    let mut logprobs = Logprobs::default();
    let mut legacy = Legacy::default();
    let mut entry = Entry::default();
    reader.object(|reader, key| {
        let channel = match key {
            "content" => Channel::Content,
            "refusal" => Channel::Refusal,
            "reasoning_content" | "reasoning" => Channel::Reasoning,
            _ if legacy.field(reader, key)? => return Ok(()),
            _ => return entry.field(reader, key),
        };
        if let Some(tokens) = reader.nullable(|reader| entries(reader, reading))? {
            logprobs.extend(channel, tokens);
        }
        Ok(())
    })?;
    if entry.token.is_some() {
        let top = legacy.top();
        let top = top.map(|text| candidates(&mut Reader::of(text, "`top_logprobs`"), reading));
        let token = with_top(entry.finish(reader, reading.form)?, top.transpose()?);
        logprobs.extend(Channel::Content, vec![token]);
    } else if logprobs.content().is_empty()
        && let Some(tokens) = legacy.finish(reading)?
    {
        // Whoever sends both forms says the same twice.
        logprobs.extend(Channel::Content, tokens);
    }
    Ok(logprobs)
}

/// Reads a list of token entries, each with its text, bytes, score and alternatives; `top_hint`
/// alternatives a token are expected.
///
/// # Errors
///
/// [`ErrorKind::BadResponse`](surprisal_core::ErrorKind::BadResponse), saying where.
pub fn token_logprobs(reader: &mut Reader<'_>, top_hint: usize) -> Result<Vec<TokenLogprob>> {
    let reading = Reading {
        top_hint,
        ..Reading::default()
    };
    entries(reader, reading)
}
