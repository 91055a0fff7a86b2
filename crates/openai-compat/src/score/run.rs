use http::HeaderMap;
use surprisal_core::{
    CallOptions, Channel, Error, Logprobs, Result, Scored, TokenLogprob, TopLogprob,
};
use surprisal_http::{Protocol as _, TextScoring, WireRequest};

use super::edge::{Place, place};
use super::positions::{behind, positions};
use super::refusal::{check, refused};
use super::request::{amend, request};
use crate::decode::Reading;
use crate::{ChatProtocol, Dialect};

impl<D: Dialect> TextScoring for ChatProtocol<D> {
    fn encode_text(
        &self,
        prompt: &str,
        text: &str,
        top_logprobs: u32,
        options: &CallOptions,
    ) -> Result<WireRequest> {
        if text.is_empty() {
            return Err(Error::invalid_input("there is no text to score"));
        }
        check(&self.capabilities, D::PROVIDER)?;
        let whole = [prompt, text].concat();
        let (model, way) = (&self.model, self.scoring);
        Ok(request(
            model,
            &whole,
            top_logprobs,
            way,
            D::OPTIONS,
            options,
        ))
    }

    fn decode_text(
        &self,
        body: &str,
        prompt: &str,
        text: &str,
        top_logprobs: u32,
    ) -> Result<Scored> {
        let whole = [prompt, text].concat();
        let reading = Reading {
            // It is room that is made before anything is read.
            top_hint: top_logprobs.min(USUAL_TOP) as usize,
            form: D::TOKEN_FORM,
            provider: D::PROVIDER,
        };
        let completion = self.completion(body, reading)?;
        let tokens = positions(&completion, self.scoring, &behind(body, &whole))?;
        let place = place(tokens, whole.as_bytes(), prompt.len())?;
        let tokens = text_tokens(tokens, &place, top_logprobs > 0)?;
        Ok(Scored::new(text, Logprobs::new(Channel::Content, tokens)))
    }

    fn text_error(&self, status: u16, headers: &HeaderMap, body: &str) -> Error {
        refused(self.error(status, headers, body), body, self.scoring)
    }

    fn amend_text(&self, request: &WireRequest, error: &Error) -> Option<WireRequest> {
        amend(request, error)
    }
}

/// The tokens of the text, with their alternatives if these were asked for.
fn text_tokens(
    tokens: &[TokenLogprob],
    place: &Place,
    with_top: bool,
) -> Result<Vec<TokenLogprob>> {
    let text = tokens.iter().enumerate().skip(place.start);
    let mut scored = Vec::with_capacity(tokens.len().saturating_sub(place.start));
    for (index, token) in text {
        // Only before the first there is nothing that it could follow from.
        if token.logprob().is_none() && index > 0 {
            return Err(Error::bad_response(format!(
                "token {index} ({:?}) was echoed without a log probability",
                token.token().unwrap_or_default()
            )));
        }
        if let Some(logprob) = token.logprob().filter(|logprob| *logprob > ROUNDING) {
            return Err(Error::bad_response(format!(
                "token {index} ({:?}) has the log probability {logprob}, and no probability is above 1: these are \
                 other numbers",
                token.token().unwrap_or_default()
            )));
        }
        scored.push(match with_top {
            true => token.clone(),
            false => token.chosen().clone().into(),
        });
    }
    let known = place.first.as_deref();
    let known = known.and_then(|bytes| str::from_utf8(bytes).ok());
    if let (Some(first), Some(text)) = (scored.first_mut(), known) {
        *first = with_text(first, text);
    }
    Ok(scored)
}

/// A token with this text in place of its own.
fn with_text(token: &TokenLogprob, text: &str) -> TokenLogprob {
    let mut chosen = TopLogprob::new(text, token.logprob().unwrap_or_default());
    if token.logprob().is_none() {
        chosen = chosen.without_logprob();
    }
    if let Some(id) = token.id() {
        chosen = chosen.with_id(id);
    }
    if let Some(rank) = token.rank() {
        chosen = chosen.with_rank(rank);
    }
    match token.top_logprobs() {
        Some(top) => TokenLogprob::from(chosen).with_top_logprobs(top.to_vec()),
        None => chosen.into(),
    }
}

/// What a log probability may be above 0.
const ROUNDING: f64 = 1e-6;

/// How many alternatives are listed at most, usually.
const USUAL_TOP: u32 = 20;
