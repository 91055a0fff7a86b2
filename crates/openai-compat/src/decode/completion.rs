use std::borrow::Cow;

use surprisal_core::{
    AiMessageChunk, Channel, ChoiceChunk, Logprobs, PromptFilter, ResponseMetadata, Result, Usage,
};

use super::choice::choice;
use super::filter;
use super::prompt;
use super::reading::Reading;
use super::usage::usage;
use crate::json::Reader;

/// A Chat Completions object, whole or one chunk of a stream.
#[derive(Default)]
pub(crate) struct Completion<'a> {
    /// The choices.
    pub(crate) chunk: AiMessageChunk,
    pub(crate) usage: Option<Usage>,
    /// The text of an `error` that says something.
    pub(crate) error: Option<&'a str>,
    /// Where the value of `choices` begins.
    choices_at: usize,
    /// vLLM: the log probabilities of the prompt, and the ids of its tokens.
    prompt_logprobs: Option<&'a str>,
    prompt_ids: Option<&'a str>,
    /// Together: the prompt with its log probabilities.
    prompt: Option<&'a str>,
    id: Option<Cow<'a, str>>,
    model: Option<Cow<'a, str>>,
    system_fingerprint: Option<Cow<'a, str>>,
    service_tier: Option<Cow<'a, str>>,
    created: Option<u64>,
    prompt_filters: Vec<PromptFilter>,
}

impl<'a> Completion<'a> {
    /// Reads the JSON text of one; `reading` tells how its tokens are to be read.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::BadResponse`](surprisal_core::ErrorKind::BadResponse) with the text as body.
    pub(crate) fn read(text: &'a str, reading: Reading) -> Result<Self> {
        Self::read_behind("", text, reading)
    }

    /// The same, of a text that may begin like an earlier one of the same stream: then all up to its
    /// choices is known, and is not read again.
    pub(crate) fn read_behind(known: &str, text: &'a str, reading: Reading) -> Result<Self> {
        let mut reader = Reader::new(text);
        let mut completion = Self::default();
        let mut field = |reader: &mut Reader<'a>, key: &str| completion.field(reader, key, reading);
        let read = if !known.is_empty() && reader.enter(known) {
            field(&mut reader, CHOICES).and_then(|()| reader.rest_of_object(field))
        } else {
            reader.object(field)
        };
        read.and_then(|()| reader.end())
            .and_then(|()| completion.add_prompt(reading))
            .map_err(|error| error.with_body(text))?;
        Ok(completion)
    }

    fn field(&mut self, reader: &mut Reader<'a>, key: &str, reading: Reading) -> Result<()> {
        match key {
            CHOICES => {
                self.choices_at = reader.at();
                reader.nullable(|reader| self.choices(reader, reading))?;
            }
            "id" => self.id = name(reader)?,
            "model" => self.model = name(reader)?,
            "system_fingerprint" => self.system_fingerprint = name(reader)?,
            "service_tier" => self.service_tier = name(reader)?,
            "created" => self.created = reader.unsigned()?,
            "usage" => {
                if let Some((told, tier)) = reader.nullable(Reader::raw)?.map(usage).transpose()? {
                    self.usage = Some(told);
                    self.service_tier = self.service_tier.take().or(tier.map(Cow::Owned));
                }
            }
            "prompt_filter_results" | "prompt_annotations" => {
                self.prompt_filters.extend(filter::prompts(reader)?);
            }
            "error" => self.error = Some(reader.raw()?).filter(|text| says_something(text)),
            "prompt_logprobs" => self.prompt_logprobs = reader.nullable(Reader::raw)?,
            "prompt_token_ids" => self.prompt_ids = reader.nullable(Reader::raw)?,
            "prompt" if reader.peek() == Some(b'[') => self.prompt = Some(reader.raw()?),
            _ => reader.skip()?,
        }
        Ok(())
    }

    fn choices(&mut self, reader: &mut Reader<'a>, reading: Reading) -> Result<()> {
        let mut position = 0;
        reader.array(|reader| {
            self.chunk.push_choice(choice(reader, position, reading)?);
            position += 1;
            Ok(())
        })
    }

    /// Adds the log probabilities of the prompt to the first choice.
    fn add_prompt(&mut self, reading: Reading) -> Result<()> {
        let tokens = match (self.prompt_logprobs, self.prompt) {
            (Some(text), _) => prompt::read(text, self.prompt_ids, reading)?,
            (None, Some(text)) => prompt::by_texts(text, reading)?,
            (None, None) => return Ok(()),
        };
        if !tokens.is_empty() {
            let logprobs = Logprobs::new(Channel::Prompt, tokens);
            self.chunk
                .push_choice(ChoiceChunk::new(0, "").with_logprobs(logprobs));
        }
        Ok(())
    }

    /// Whether it says something of the answer as a whole that is not known yet.
    pub(crate) fn adds_to(&self, known: &ResponseMetadata) -> bool {
        let adds =
            |said: &Option<Cow<'a, str>>, known: &Option<String>| said.is_some() && known.is_none();
        adds(&self.id, &known.id)
            || adds(&self.model, &known.model)
            || adds(&self.system_fingerprint, &known.system_fingerprint)
            || adds(&self.service_tier, &known.service_tier)
            || (self.created.is_some_and(|seconds| seconds > 0) && known.created.is_none())
            || !self.prompt_filters.is_empty()
    }

    /// What of its text comes before the choices, if that is what every chunk of the stream begins with.
    pub(crate) fn before_choices(&self, text: &'a str) -> Option<&'a str> {
        let varies =
            self.usage.is_some() || self.error.is_some() || !self.prompt_filters.is_empty();
        let before = text.get(..self.choices_at)?;
        let has_name = self.id.is_some() || self.model.is_some();
        (has_name && !varies).then_some(before)
    }

    /// What it says about the answer as a whole.
    pub(crate) fn metadata(&self) -> ResponseMetadata {
        let own = |text: &Option<Cow<'a, str>>| text.as_deref().map(str::to_owned);
        let mut metadata = ResponseMetadata::default();
        metadata.id = own(&self.id);
        metadata.model = own(&self.model);
        metadata.system_fingerprint = own(&self.system_fingerprint);
        metadata.service_tier = own(&self.service_tier);
        metadata.created = self.created.filter(|seconds| *seconds > 0);
        metadata.prompt_filters.clone_from(&self.prompt_filters);
        metadata
    }
}

/// Whether an `error` is one: some servers send a field that is empty, where others send null or none.
fn says_something(error: &str) -> bool {
    !matches!(error, "null" | "false" | "0" | "\"\"" | "{}" | "[]")
}

/// A text that names something; some servers send an empty one or another type for none.
fn name<'a>(reader: &mut Reader<'a>) -> Result<Option<Cow<'a, str>>> {
    if reader.peek() != Some(b'"') {
        return reader.skip().map(|()| None);
    }
    Ok(Some(reader.string()?).filter(|text| !text.is_empty()))
}

const CHOICES: &str = "choices";
