use surprisal_core::{Channel, Logprobs, Result, TopLogprob};

use super::entry::with_top;
use super::legacy::top_of_one;
use super::logprobs::logprobs;
use super::prompt;
use super::reading::Reading;
use crate::json::Reader;

/// What some services say of the tokens of a choice beside `logprobs`: texts, which are read where there is one.
#[derive(Default)]
pub(super) struct Beside<'a> {
    /// Cerebras: those of the reasoning.
    reasoning: Option<&'a str>,
    /// vLLM: the ids of the answer's tokens.
    token_ids: Option<&'a str>,
    /// vLLM, in completions: those of the prompt, and its ids.
    prompt: Option<&'a str>,
    prompt_ids: Option<&'a str>,
    /// Together's streams: the alternatives to the only token.
    top: Option<&'a str>,
}

impl<'a> Beside<'a> {
    /// Reads the value of a key, which may be none of these.
    pub(super) fn field(&mut self, reader: &mut Reader<'a>, key: &str) -> Result<()> {
        let field = match key {
            "reasoning_logprobs" => &mut self.reasoning,
            "token_ids" => &mut self.token_ids,
            "prompt_logprobs" => &mut self.prompt,
            "prompt_token_ids" => &mut self.prompt_ids,
            "top_logprobs" => &mut self.top,
            _ => return reader.skip(),
        };
        *field = reader.nullable(Reader::raw)?;
        Ok(())
    }

    /// Whether there is something to be added.
    pub(super) fn is_any(&self) -> bool {
        self.reasoning.is_some() || self.token_ids.is_some() || self.prompt.is_some()
    }

    /// The alternatives to the only token.
    pub(super) fn top(&self, reading: Reading) -> Result<Option<Vec<TopLogprob>>> {
        let top = self.top.map(|text| Reader::of(text, "`top_logprobs`"));
        top.map(|mut reader| top_of_one(&mut reader, reading))
            .transpose()
    }

    /// Adds what is said to what `logprobs` said.
    pub(super) fn add_to(&self, scores: &mut Option<Logprobs>, reading: Reading) -> Result<()> {
        if let (Some(scores), Some(ids)) = (scores.as_mut(), self.token_ids) {
            *scores = with_ids(scores, &prompt::numbers(ids)?);
        }
        if let Some(text) = self.reasoning {
            let found = logprobs(&mut Reader::of(text, "`reasoning_logprobs`"), reading)?.object();
            let tokens = found.as_ref().and_then(|all| all.channel(Channel::Content));
            if let Some(tokens) = tokens {
                let scores = scores.get_or_insert_default();
                scores.extend(Channel::Reasoning, tokens.to_vec());
            }
        }
        if let Some(text) = self.prompt {
            let tokens = prompt::read(text, self.prompt_ids, reading)?;
            let scores = scores.get_or_insert_default();
            scores.extend(Channel::Prompt, tokens);
        }
        Ok(())
    }
}

/// The same with these ids for the tokens of the content, if there are as many.
fn with_ids(scores: &Logprobs, ids: &[u32]) -> Logprobs {
    let mut all = Logprobs::default();
    for (channel, tokens) in scores.channels() {
        let mut tokens = tokens.to_vec();
        if channel == Channel::Content && tokens.len() == ids.len() {
            for (token, id) in tokens.iter_mut().zip(ids) {
                let top = token.top_logprobs().map(<[_]>::to_vec);
                *token = with_top(token.chosen().clone().with_id(*id), top);
            }
        }
        all.extend(channel, tokens);
    }
    all
}
