use std::borrow::Cow;

use surprisal_core::{Error, Result, TokenLogprob, TopLogprob};

use super::reading::Reading;
use super::spelling::spelled;
use crate::TokenForm;
use crate::json::{ByteArray, Reader};

/// Reads a list of token entries.
pub(super) fn entries(reader: &mut Reader<'_>, reading: Reading) -> Result<Vec<TokenLogprob>> {
    let mut tokens = Vec::new();
    reader.array(|reader| {
        if tokens.is_empty() {
            // Nearly every chunk has one token; growing from there is as cheap as ever.
            tokens.reserve_exact(1);
        }
        tokens.push(token(reader, reading)?);
        Ok(())
    })?;
    Ok(tokens)
}

fn token(reader: &mut Reader<'_>, reading: Reading) -> Result<TokenLogprob> {
    let mut entry = Entry::default();
    let mut top = None;
    entry.read(reader, |entry, reader, key| match key {
        "top_logprobs" => {
            top = reader.nullable(|reader| candidates(reader, reading))?;
            Ok(())
        }
        _ => entry.field(reader, key),
    })?;
    Ok(with_top(entry.finish(reader, reading.form)?, top))
}

/// A token with its alternatives, if there was a list of them.
pub(super) fn with_top(chosen: TopLogprob, top: Option<Vec<TopLogprob>>) -> TokenLogprob {
    let token = TokenLogprob::from(chosen);
    match top {
        Some(top) => token.with_top_logprobs(top),
        None => token,
    }
}

/// Reads a list of alternatives.
pub(super) fn candidates(reader: &mut Reader<'_>, reading: Reading) -> Result<Vec<TopLogprob>> {
    let mut top = Vec::new();
    reader.array(|reader| {
        if top.is_empty() {
            top.reserve_exact(reading.top_hint.max(1));
        }
        let mut entry = Entry::default();
        entry.read(reader, Entry::field)?;
        top.push(entry.finish(reader, reading.form)?);
        Ok(())
    })?;
    Ok(top)
}

/// What an entry says of its token, in any order of its keys.
#[derive(Default)]
pub(super) struct Entry<'a> {
    pub(super) token: Option<Cow<'a, str>>,
    logprob: Option<f64>,
    id: Option<u32>,
    bytes: Bytes<'a>,
}

/// A key that is not there says nothing; `null` says that there are none.
#[derive(Default)]
enum Bytes<'a> {
    #[default]
    Unsaid,
    Null,
    SameAsText,
    Given(ByteArray),
    /// mistral.rs gives the alternatives' text in their place.
    Text(Cow<'a, str>),
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
        self.read_token(reader)?;
        if reader.eat(r#","logprob":"#) {
            self.logprob = reader.nullable(Reader::number)?;
        }
        if reader.eat(r#","bytes":"#) {
            self.read_bytes(reader)?;
        }
        reader.rest_of_object(|reader, key| field(self, reader, key))
    }

    /// Reads the value of a key of an entry.
    pub(super) fn field(&mut self, reader: &mut Reader<'a>, key: &str) -> Result<()> {
        match key {
            "token" => self.read_token(reader)?,
            "logprob" => self.logprob = reader.nullable(Reader::number)?,
            "id" | "token_id" => self.id = reader.unsigned()?,
            "bytes" => self.read_bytes(reader)?,
            _ => reader.skip()?,
        }
        Ok(())
    }

    /// The text of the token, or its id, which mistral.rs gives of alternatives.
    #[inline]
    fn read_token(&mut self, reader: &mut Reader<'a>) -> Result<()> {
        // Nearly always it is a string, which says so at once.
        if reader.peek() == Some(b'"') {
            self.token = Some(reader.string()?);
        } else if matches!(reader.peek(), Some(b'0'..=b'9')) {
            self.id = reader.unsigned()?;
        } else {
            self.token = reader.nullable_string()?;
        }
        Ok(())
    }

    #[inline]
    fn read_bytes(&mut self, reader: &mut Reader<'a>) -> Result<()> {
        self.bytes = match &self.token {
            Some(token) if reader.eat_bytes_of(token) => Bytes::SameAsText,
            _ if reader.peek() == Some(b'"') => Bytes::Text(reader.string()?),
            _ => match reader.nullable(Reader::bytes)? {
                Some(bytes) => Bytes::Given(bytes),
                None => Bytes::Null,
            },
        };
        Ok(())
    }

    /// What it says, as a candidate of its position.
    pub(super) fn finish(mut self, reader: &Reader<'a>, form: TokenForm) -> Result<TopLogprob> {
        if let (None, Bytes::Text(text)) = (&self.token, &self.bytes) {
            self.token = Some(text.clone());
            self.bytes = Bytes::Unsaid;
        }
        if form.ids_as_text
            && let Some(id) = self.token.as_deref().and_then(spelled)
        {
            self.id = self.id.or(Some(id));
            self.forget_text();
        }
        let logprob = self.logprob.unwrap_or_default();
        let mut top = match (&self.token, self.id) {
            (Some(token), _) => TopLogprob::new(token, logprob),
            (None, Some(id)) => TopLogprob::from_id(id, logprob),
            (None, None) => {
                return Err(Error::bad_response(format!(
                    "the entry of a token that ends at {} has neither `token` nor `id`",
                    reader.place(reader.at())
                )));
            }
        };
        if let Some(id) = self.id {
            top = top.with_id(id);
        }
        if self.logprob.is_none() {
            top = top.without_logprob();
        }
        // What is made of the text says no more than the text.
        if form.bytes_of_text && self.has_bytes_of_text() {
            return Ok(top);
        }
        Ok(match self.bytes {
            Bytes::Given(bytes) => top.with_bytes(&bytes),
            Bytes::SameAsText => top.with_bytes(self.token.unwrap_or_default().as_bytes()),
            Bytes::Text(text) => top.with_bytes(text.as_bytes()),
            Bytes::Null => top.without_bytes(),
            Bytes::Unsaid => top,
        })
    }

    /// The text was not that of the token, and neither are bytes that were made of it.
    fn forget_text(&mut self) {
        if self.has_bytes_of_text() {
            self.bytes = Bytes::Unsaid;
        }
        self.token = None;
    }

    fn has_bytes_of_text(&self) -> bool {
        match (&self.bytes, &self.token) {
            (Bytes::SameAsText, _) => true,
            (Bytes::Given(bytes), Some(text)) => bytes.as_slice() == text.as_bytes(),
            _ => false,
        }
    }
}
