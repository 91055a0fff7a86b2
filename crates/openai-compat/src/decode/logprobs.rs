use std::borrow::Cow;

use smallvec::SmallVec;
use surprisal_core::{Channel, Error, Logprobs, Result, TokenLogprob, TopLogprob};

use crate::json::Reader;

/// Reads the `logprobs` of a choice: `null`, or lists of token entries by channel. A channel that is
/// null or not there was not sent; one that is `[]` was, without tokens.
pub(super) fn logprobs(reader: &mut Reader<'_>, top_hint: usize) -> Result<Option<Logprobs>> {
    reader.nullable(|reader| {
        let mut logprobs = Logprobs::default();
        reader.object(|reader, key| {
            let channel = match key {
                "content" => Channel::Content,
                "refusal" => Channel::Refusal,
                "reasoning_content" | "reasoning" => Channel::Reasoning,
                _ => return reader.skip(),
            };
            if let Some(tokens) = reader.nullable(|reader| tokens(reader, top_hint))? {
                logprobs.extend(channel, tokens);
            }
            Ok(())
        })?;
        Ok(logprobs)
    })
}

fn tokens(reader: &mut Reader<'_>, top_hint: usize) -> Result<Vec<TokenLogprob>> {
    let mut tokens = Vec::new();
    reader.array(|reader| {
        if tokens.is_empty() {
            // Nearly every chunk has one token; growing from there is as cheap as ever.
            tokens.reserve_exact(1);
        }
        tokens.push(token(reader, top_hint)?);
        Ok(())
    })?;
    Ok(tokens)
}

fn token(reader: &mut Reader<'_>, top_hint: usize) -> Result<TokenLogprob> {
    let mut entry = Entry::default();
    let mut top = None;
    reader.object(|reader, key| match key {
        "top_logprobs" => {
            top = reader.nullable(|reader| candidates(reader, top_hint))?;
            Ok(())
        }
        _ => entry.field(reader, key),
    })?;
    let token = TokenLogprob::from(entry.finish(reader)?);
    Ok(match top {
        Some(top) => token.with_top_logprobs(top),
        None => token,
    })
}

fn candidates(reader: &mut Reader<'_>, top_hint: usize) -> Result<Vec<TopLogprob>> {
    let mut top = Vec::new();
    reader.array(|reader| {
        if top.is_empty() {
            top.reserve_exact(top_hint.max(1));
        }
        let mut entry = Entry::default();
        reader.object(|reader, key| entry.field(reader, key))?;
        top.push(entry.finish(reader)?);
        Ok(())
    })?;
    Ok(top)
}

/// What an entry says of its token, in any order of its keys.
#[derive(Default)]
struct Entry<'a> {
    token: Option<Cow<'a, str>>,
    logprob: Option<f64>,
    id: Option<u32>,
    bytes: Bytes,
}

/// A key that is not there says nothing; `null` says that there are none.
#[derive(Default)]
enum Bytes {
    #[default]
    Unsaid,
    Null,
    Given(SmallVec<[u8; 32]>),
}

impl<'a> Entry<'a> {
    fn field(&mut self, reader: &mut Reader<'a>, key: &str) -> Result<()> {
        match key {
            "token" => self.token = reader.nullable_string()?,
            "logprob" => self.logprob = reader.nullable(Reader::number)?,
            "id" | "token_id" => self.id = reader.unsigned()?,
            "bytes" => {
                let mut bytes = SmallVec::new();
                self.bytes = match reader.nullable(|reader| reader.bytes(&mut bytes))? {
                    Some(()) => Bytes::Given(bytes),
                    None => Bytes::Null,
                };
            }
            _ => reader.skip()?,
        }
        Ok(())
    }

    fn finish(self, reader: &Reader<'a>) -> Result<TopLogprob> {
        let logprob = self.logprob.unwrap_or_default();
        let mut top = match (&self.token, self.id) {
            (Some(token), _) => TopLogprob::new(token, logprob),
            (None, Some(id)) => TopLogprob::from_id(id, logprob),
            (None, None) => {
                return Err(Error::bad_response(format!(
                    "the entry of a token that ends at byte {} has neither `token` nor `id`",
                    reader.at()
                )));
            }
        };
        if let Some(id) = self.id {
            top = top.with_id(id);
        }
        if self.logprob.is_none() {
            top = top.without_logprob();
        }
        Ok(match self.bytes {
            Bytes::Given(bytes) => top.with_bytes(&bytes),
            Bytes::Null => top.without_bytes(),
            Bytes::Unsaid => top,
        })
    }
}
