use std::borrow::Cow;

use surprisal_core::{Channel, Error, Logprobs, Result, TokenLogprob, TopLogprob};

use crate::json::{ByteArray, Reader};

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
            if let Some(tokens) = reader.nullable(|reader| token_logprobs(reader, top_hint))? {
                logprobs.extend(channel, tokens);
            }
            Ok(())
        })?;
        Ok(logprobs)
    })
}

/// Reads a list of token entries, each with its text, bytes, score and alternatives; `top_hint`
/// alternatives a token are expected.
///
/// # Errors
///
/// [`ErrorKind::BadResponse`](surprisal_core::ErrorKind::BadResponse), saying where.
pub fn token_logprobs(reader: &mut Reader<'_>, top_hint: usize) -> Result<Vec<TokenLogprob>> {
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
    entry.read(reader, |entry, reader, key| match key {
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
        entry.read(reader, Entry::field)?;
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
    SameAsText,
    Given(ByteArray),
}

impl<'a> Entry<'a> {
    /// Reads an entry: what comes in OpenAI's order without a look at the keys, the rest by `field`.
    #[inline]
    fn read(
        &mut self,
        reader: &mut Reader<'a>,
        mut field: impl FnMut(&mut Self, &mut Reader<'a>, &str) -> Result<()>,
    ) -> Result<()> {
        if !reader.enter(r#"{"token":"#) {
            return reader.object(|reader, key| field(self, reader, key));
        }
        self.token = reader.nullable_string()?;
        if reader.eat(r#","logprob":"#) {
            self.logprob = reader.nullable(Reader::number)?;
        }
        if reader.eat(r#","bytes":"#) {
            self.read_bytes(reader)?;
        }
        reader.rest_of_object(|reader, key| field(self, reader, key))
    }

    fn field(&mut self, reader: &mut Reader<'a>, key: &str) -> Result<()> {
        match key {
            "token" => self.token = reader.nullable_string()?,
            "logprob" => self.logprob = reader.nullable(Reader::number)?,
            "id" | "token_id" => self.id = reader.unsigned()?,
            "bytes" => self.read_bytes(reader)?,
            _ => reader.skip()?,
        }
        Ok(())
    }

    #[inline]
    fn read_bytes(&mut self, reader: &mut Reader<'a>) -> Result<()> {
        self.bytes = match &self.token {
            Some(token) if reader.eat_bytes_of(token) => Bytes::SameAsText,
            _ => match reader.nullable(Reader::bytes)? {
                Some(bytes) => Bytes::Given(bytes),
                None => Bytes::Null,
            },
        };
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
            Bytes::SameAsText => top.with_bytes(self.token.unwrap_or_default().as_bytes()),
            Bytes::Null => top.without_bytes(),
            Bytes::Unsaid => top,
        })
    }
}
