use std::borrow::Cow;

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::{Deserializer, Value};
use surprisal_core::{AiMessage, Error, ErrorKind, FinishReason, Result};

use super::Method;
use crate::json::{self, name_of};

/// How an answer is to be read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Reading {
    pub(super) method: Method,
    pub(super) is_wrapped: bool,
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
            Method::FunctionCalling => self.read_call(answer),
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
        let (json, is_fenced) = match self.method.may_be_fenced() {
            true => unfenced(&text),
            false => (&*text, false),
        };
        let mut reader = Deserializer::from_str(json);
        let value = json::read(&mut reader, self.is_wrapped);
        let whole = value.and_then(|value| match is_fenced {
            true => Ok(value),
            false => reader.end().map(|()| value),
        });
        whole.map_err(|error| Misfit::json(text, error))
    }

    /// One call is asked for; of several the first is taken.
    fn read_call<T: DeserializeOwned + JsonSchema>(self, answer: &AiMessage) -> Result<T, Misfit> {
        let name = name_of::<T>();
        if let Some(call) = answer.tool_calls().iter().find(|call| call.name == name) {
            return json::read(&call.arguments, self.is_wrapped).map_err(|error| {
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

/// What is within a code fence, and whether there is one. What comes after it is still there.
pub(super) fn unfenced(text: &str) -> (&str, bool) {
    match text.split_once("```") {
        Some((before, fenced)) if !before.trim_ascii_start().starts_with('{') => {
            let json = fenced.trim_start_matches(|letter: char| letter.is_ascii_alphanumeric());
            (json, true)
        }
        _ => (text, false),
    }
}
