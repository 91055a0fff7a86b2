use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, SeqAccess, Visitor};
use smallvec::SmallVec;
use surprisal_core::{TokenLogprob, TopLogprob};

use super::text::{Text, said};

/// A token: Ollama's `Logprob`. Without alternatives there is no list of them.
#[derive(Deserialize)]
pub(super) struct Token<'a> {
    #[serde(borrow)]
    token: Option<Text<'a>>,
    logprob: Option<f64>,
    bytes: Option<Bytes>,
    #[serde(borrow)]
    top_logprobs: Option<Vec<Candidate<'a>>>,
}

/// An alternative: Ollama's `TokenLogprob`.
#[derive(Deserialize)]
struct Candidate<'a> {
    #[serde(borrow)]
    token: Option<Text<'a>>,
    logprob: Option<f64>,
    bytes: Option<Bytes>,
}

pub(super) fn token(token: &Token<'_>) -> TokenLogprob {
    let chosen = candidate(said(&token.token), token.logprob, token.bytes.as_ref());
    let chosen = TokenLogprob::from(chosen);
    match &token.top_logprobs {
        Some(top) => chosen.with_top_logprobs(
            top.iter()
                .map(|one| candidate(said(&one.token), one.logprob, one.bytes.as_ref())),
        ),
        None => chosen,
    }
}

/// Ollama makes the bytes of the text, so they say no more than that: a part of a character is U+FFFD in both, and has no
/// bytes. Bytes that are not the text's are the token's own.
fn candidate(text: &str, logprob: Option<f64>, bytes: Option<&Bytes>) -> TopLogprob {
    let top = TopLogprob::new(text, logprob.unwrap_or_default());
    let top = match logprob {
        Some(_) => top,
        None => top.without_logprob(),
    };
    match bytes {
        Some(Bytes(bytes)) if bytes.as_slice() != text.as_bytes() => top.with_bytes(bytes),
        _ => top,
    }
}

/// Bytes as an array of numbers; few tokens need more than the room that is here.
struct Bytes(SmallVec<[u8; 24]>);

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(Numbers)
    }
}

struct Numbers;

impl<'de> Visitor<'de> for Numbers {
    type Value = Bytes;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array of bytes")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Bytes, A::Error> {
        let mut bytes = SmallVec::new();
        while let Some(byte) = list.next_element()? {
            bytes.push(byte);
        }
        Ok(Bytes(bytes))
    }
}
