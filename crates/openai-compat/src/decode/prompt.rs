//! The log probabilities of the prompt, as vLLM, Mistral and Together give them.

use surprisal_core::{Error, Result, TokenLogprob, TopLogprob};

use super::entry::with_top;
use super::logprobs::logprobs;
use super::reading::Reading;
use super::spelling::legacy_token;
use crate::json::Reader;

/// What is read here.
const WHAT: &str = "`prompt_logprobs`";

/// What stands for a token of which neither the text nor the id is known.
const UNKNOWN: &str = "\u{fffd}";

/// Reads `prompt_logprobs`: an object as `logprobs` is one, as Mistral's library has it, or else vLLM's list.
pub(super) fn read(text: &str, ids: Option<&str>, reading: Reading) -> Result<Vec<TokenLogprob>> {
    let mut reader = Reader::of(text, WHAT);
    if reader.peek() != Some(b'{') {
        return by_ids(text, ids);
    }
    let found = logprobs(&mut reader, reading)?.object();
    Ok(found.map_or_else(Vec::new, |found| found.content().to_vec()))
}

/// Reads vLLM's `prompt_logprobs`: for each token of the prompt null, or an object of candidates by their ids,
/// in which the prompt's own token comes first. `ids` are the prompt's tokens, where they were asked for by
/// `return_token_ids`: they tell for sure.
///
/// # Errors
///
/// [`ErrorKind::BadResponse`](surprisal_core::ErrorKind::BadResponse), also where there are not as many
/// tokens as ids.
fn by_ids(text: &str, ids: Option<&str>) -> Result<Vec<TokenLogprob>> {
    let mut positions = Vec::new();
    Reader::of(text, WHAT).array(|reader| {
        let candidates = reader.nullable(candidates)?;
        positions.push(candidates.unwrap_or_default());
        Ok(())
    })?;
    let ids = ids.map(numbers).transpose()?;
    if let Some(ids) = &ids
        && ids.len() != positions.len()
    {
        return Err(Error::bad_response(format!(
            "the prompt has {} tokens and `prompt_logprobs` are of {}",
            ids.len(),
            positions.len()
        )));
    }
    let mut ids = ids.into_iter().flatten();
    Ok(positions
        .into_iter()
        .map(|candidates| position(candidates, ids.next()))
        .collect())
}

/// Reads Together's `prompt`: texts, each with its `logprobs`.
pub(super) fn by_texts(text: &str, reading: Reading) -> Result<Vec<TokenLogprob>> {
    let mut tokens = Vec::new();
    Reader::of(text, "`prompt`").array(|reader| {
        reader.object(|reader, key| {
            if key != "logprobs" {
                return reader.skip();
            }
            if let Some(found) = logprobs(reader, reading)?.object() {
                tokens.extend_from_slice(found.content());
            }
            Ok(())
        })
    })?;
    Ok(tokens)
}

/// Reads a list of ids.
pub(super) fn numbers(text: &str) -> Result<Vec<u32>> {
    let mut ids = Vec::new();
    Reader::of(text, "the list of ids").array(|reader| {
        reader.peek();
        let at = reader.at();
        let id = reader.unsigned()?;
        ids.push(id.ok_or_else(|| reader.wrong_at(at, "the id of a token"))?);
        Ok(())
    })?;
    Ok(ids)
}

fn candidates(reader: &mut Reader<'_>) -> Result<Vec<TopLogprob>> {
    let mut candidates = Vec::new();
    reader.object(|reader, key| {
        let id: Option<u32> = key.parse().ok();
        let id = id.ok_or_else(|| reader.wrong("a candidate under the id of its token"))?;
        candidates.push(candidate(reader, id)?);
        Ok(())
    })?;
    Ok(candidates)
}

fn candidate(reader: &mut Reader<'_>, id: u32) -> Result<TopLogprob> {
    let (mut text, mut logprob, mut rank) = (None, None, None);
    reader.object(|reader, key| {
        match key {
            "decoded_token" => text = reader.nullable_string()?,
            "logprob" => logprob = reader.nullable(Reader::number)?,
            "rank" => rank = reader.unsigned()?,
            _ => reader.skip()?,
        }
        Ok(())
    })?;
    let mut token = match text {
        Some(text) => legacy_token(&text, logprob.unwrap_or_default(), false).with_id(id),
        None => TopLogprob::from_id(id, logprob.unwrap_or_default()),
    };
    if logprob.is_none() {
        token = token.without_logprob();
    }
    Ok(match rank {
        Some(rank) => token.with_rank(rank),
        None => token,
    })
}

/// The token of a position among its candidates. The list of alternatives is in the order of their ranks.
fn position(mut candidates: Vec<TopLogprob>, id: Option<u32>) -> TokenLogprob {
    let is_it = |candidate: &&TopLogprob| id.is_none() || candidate.id() == id;
    let chosen = candidates.iter().find(is_it).cloned();
    let is_first = candidates.is_empty();
    let chosen = chosen.unwrap_or_else(|| {
        // Before the first token there is nothing that it could follow from.
        let unknown = match id {
            Some(id) => TopLogprob::from_id(id, 0.0),
            None => TopLogprob::new(UNKNOWN, 0.0),
        };
        unknown.without_logprob()
    });
    candidates.sort_by_key(|candidate| candidate.rank().unwrap_or(u32::MAX));
    with_top(chosen, Some(candidates).filter(|_| !is_first))
}
