use std::borrow::Cow;

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::{Deserializer, Value};
use surprisal_core::{AiMessage, Error, ErrorKind, FinishReason, Result};

use super::StructuredMethod;
use crate::json::{self, Wrapping, complete, name_of};

/// How an answer is to be read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Reading {
    pub(super) method: StructuredMethod,
    pub(super) wrapping: Wrapping,
}

impl Reading {
    /// Reads the value out of an answer. The error does not have the answer yet.
    pub(super) fn read<T>(self, answer: &AiMessage) -> Result<T>
    where
        T: DeserializeOwned + JsonSchema,
    {
        self.value(answer).map_err(|error| {
            let metadata = answer.response_metadata();
            let error = match &metadata.provider {
                Some(provider) => error.with_provider(provider.clone()),
                None => error,
            };
            match &metadata.request_id {
                Some(id) => error.with_request_id(id),
                None => error,
            }
        })
    }

    fn value<T: DeserializeOwned + JsonSchema>(self, answer: &AiMessage) -> Result<T> {
        let refusal = answer.refusal();
        if !refusal.is_empty() {
            let message = format!("the model declined to answer: {refusal}");
            return Err(Error::new(ErrorKind::ContentFiltered, message).with_body(refusal));
        }
        let read = match self.method {
            StructuredMethod::FunctionCalling => self.read_call(answer),
            _ => self.read_text(answer),
        };
        read.map_err(|misfit| match answer.finish_reason() {
            // A value that is whole was not cut.
            Some(FinishReason::Length) => misfit.error(
                ErrorKind::Truncated,
                "the answer was cut off by its limit of tokens: raise max_tokens",
            ),
            Some(FinishReason::ContentFilter) => misfit.error(
                ErrorKind::ContentFiltered,
                "the service's content filter stopped the answer: ask for something else",
            ),
            _ => {
                let message = format!("the answer is no `{}`: {}", name_of::<T>(), misfit.what);
                misfit.error(ErrorKind::BadResponse, message)
            }
        })
    }

    fn read_text<T: DeserializeOwned>(self, answer: &AiMessage) -> Result<T, Misfit> {
        let text = answer.text();
        if text.trim_ascii().is_empty() {
            let what = match answer.tool_calls() {
                [] => "it has no text".to_owned(),
                [call, ..] => format!(
                    "the model called the tool `{}` in place of answering; a ToolLoop answers calls",
                    call.name
                ),
            };
            return Err(Misfit::new(text, what));
        }
        let json = match self.method.may_have_words() {
            true => without_words(&text),
            false => &text,
        };
        let mut reader = Deserializer::from_str(json);
        let value = json::read(&mut reader, self.wrapping);
        let whole = value.and_then(|value| reader.end().map(|()| value));
        whole.map_err(|error| Misfit::json(text, error))
    }

    /// One call is asked for; of several the first is taken.
    fn read_call<T: DeserializeOwned + JsonSchema>(self, answer: &AiMessage) -> Result<T, Misfit> {
        let name = name_of::<T>();
        if let Some(call) = answer.tool_calls().iter().find(|call| call.name == name) {
            return json::read(&call.arguments, self.wrapping).map_err(|error| {
                Misfit::json(Value::Object(call.arguments.clone()).to_string(), error)
            });
        }
        let mut invalid = answer.invalid_tool_calls().iter();
        Err(match invalid.find(|call| call.name == name) {
            Some(call) => Misfit::new(&call.arguments, call.error.clone()),
            None => Misfit::new(answer.text(), format!("the model did not call `{name}`")),
        })
    }
}

/// Why there is no value.
struct Misfit {
    body: String,
    what: String,
    source: Option<serde_json::Error>,
}

impl Misfit {
    fn new(body: impl Into<String>, what: String) -> Self {
        Self {
            body: body.into(),
            what,
            source: None,
        }
    }

    fn json(body: impl Into<String>, error: serde_json::Error) -> Self {
        Self {
            what: error.to_string(),
            body: body.into(),
            source: Some(error),
        }
    }

    fn error(self, kind: ErrorKind, message: impl Into<Cow<'static, str>>) -> Error {
        let error = Error::new(kind, message).with_body(self.body);
        match self.source {
            Some(source) => error.with_source(source),
            None => error,
        }
    }
}

/// The JSON of an answer that may have words around it. Where other JSON follows, that is still there: which of them is
/// meant is not guessed.
fn without_words(text: &str) -> &str {
    let (json, is_fenced) = without_words_before(text);
    let Some(Cow::Borrowed(whole)) = complete(json) else {
        return json;
    };
    let rest = json.strip_prefix(whole).unwrap_or_default();
    match is_fenced || !rest.contains(BRACKETS) {
        true => whole,
        false => json,
    }
}

/// An answer from its JSON on, and whether that is in a code fence: what a model tells of its thoughts and other words
/// are passed over.
pub(super) fn without_words_before(text: &str) -> (&str, bool) {
    let text = match text.trim_ascii_start().strip_prefix("<think>") {
        Some(thoughts) => thoughts.split_once("</think>").unwrap_or_default().1,
        None => text,
    };
    let (json, is_fenced) = match text.split_once("```") {
        Some((before, fenced)) if !before.trim_ascii_start().starts_with(BRACKETS) => {
            (fenced, true)
        }
        _ => (text, false),
    };
    let begin = json.find(BRACKETS).and_then(|begin| json.get(begin..));
    (begin.unwrap_or(json), is_fenced)
}

/// What objects and lists begin with.
const BRACKETS: [char; 2] = ['{', '['];
