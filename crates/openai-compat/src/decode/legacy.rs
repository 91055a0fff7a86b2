use std::borrow::Cow;

use surprisal_core::{Error, Result, TokenLogprob, TopLogprob};

use super::entry::with_top;
use super::reading::Reading;
use super::spelling::legacy_token;
use crate::json::Reader;

/// The arrays in which OpenAI's legacy completions give log probabilities, one entry for each token: Together and
/// Fireworks give them in chats, too.
///
/// `text_offset` is passed over: it counts characters from places that differ from server to server, and the
/// tokens' bytes tell more.
#[derive(Default)]
pub(super) struct Legacy<'a> {
    tokens: Option<Vec<Cow<'a, str>>>,
    logprobs: Option<Vec<Option<f64>>>,
    ids: Option<Vec<Option<u32>>>,
    /// The text of `top_logprobs`.
    top: Option<&'a str>,
}

impl<'a> Legacy<'a> {
    /// Reads the value of one of its keys; false if it is none.
    pub(super) fn field(&mut self, reader: &mut Reader<'a>, key: &str) -> Result<bool> {
        match key {
            "tokens" => {
                let text =
                    |reader: &mut Reader<'a>| Ok(reader.nullable_string()?.unwrap_or_default());
                self.tokens = list(reader, text)?;
            }
            "token_logprobs" => {
                self.logprobs = list(reader, |reader| reader.nullable(Reader::number))?;
            }
            "token_ids" => self.ids = list(reader, Reader::unsigned)?,
            "top_logprobs" => self.top = reader.nullable(Reader::raw)?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// The text of `top_logprobs`, where it turned out to belong to something else.
    pub(super) fn top(&self) -> Option<&'a str> {
        self.top
    }

    /// The tokens; `None` if there is no list of them.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::BadResponse`](surprisal_core::ErrorKind::BadResponse) where the arrays are of different
    /// lengths, so that it cannot be told which number belongs to which token. SGLang's are empty where they are of
    /// nothing that was asked for.
    pub(super) fn finish(self, reading: Reading) -> Result<Option<Vec<TokenLogprob>>> {
        let Some(texts) = self.tokens else {
            return Ok(None);
        };
        let top = self.top.map(|text| tops(text, reading)).transpose()?;
        let top = top.filter(|top| !top.is_empty());
        let ids = self.ids.filter(|ids| !ids.is_empty());
        same_length(&texts, "token_logprobs", self.logprobs.as_deref())?;
        same_length(&texts, "top_logprobs", top.as_deref())?;
        same_length(&texts, "token_ids", ids.as_deref())?;
        let mut logprobs = self.logprobs.into_iter().flatten();
        let mut ids = ids.into_iter().flatten();
        let mut top = top.into_iter().flatten();
        let tokens = texts.iter().map(|text| {
            let logprob = logprobs.next().flatten();
            let mut token =
                legacy_token(text, logprob.unwrap_or_default(), reading.form.ids_as_text);
            if logprob.is_none() {
                token = token.without_logprob();
            }
            if let Some(id) = ids.next().flatten() {
                token = token.with_id(id);
            }
            with_top(token, top.next().flatten())
        });
        Ok(Some(tokens.collect()))
    }
}

/// Reads the alternatives of each token.
fn tops(text: &str, reading: Reading) -> Result<Vec<Option<Vec<TopLogprob>>>> {
    let each = |reader: &mut Reader<'_>| reader.nullable(|reader| top_of_one(reader, reading));
    Ok(list(&mut Reader::of(text, "`top_logprobs`"), each)?.unwrap_or_default())
}

/// Reads an object with the log probability of each alternative under its text. Tokens of the same text have
/// one entry between them.
pub(super) fn top_of_one(reader: &mut Reader<'_>, reading: Reading) -> Result<Vec<TopLogprob>> {
    let mut top = Vec::with_capacity(reading.top_hint);
    reader.object(|reader, text| {
        let logprob = reader.nullable(Reader::number)?;
        let ids_as_text = reading.form.ids_as_text;
        let token = legacy_token(text, logprob.unwrap_or_default(), ids_as_text);
        top.push(match logprob {
            Some(_) => token,
            None => token.without_logprob(),
        });
        Ok(())
    })?;
    Ok(top)
}

fn list<'a, T>(
    reader: &mut Reader<'a>,
    mut item: impl FnMut(&mut Reader<'a>) -> Result<T>,
) -> Result<Option<Vec<T>>> {
    reader.nullable(|reader| {
        let mut list = Vec::new();
        reader.array(|reader| {
            list.push(item(reader)?);
            Ok(())
        })?;
        Ok(list)
    })
}

fn same_length<T>(tokens: &[Cow<'_, str>], name: &str, list: Option<&[T]>) -> Result<()> {
    match list {
        Some(list) if list.len() != tokens.len() => Err(Error::bad_response(format!(
            "there are {} `tokens` and {} `{name}`: it cannot be told which belong together",
            tokens.len(),
            list.len()
        ))),
        _ => Ok(()),
    }
}
