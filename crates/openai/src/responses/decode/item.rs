use std::borrow::Cow;

use serde_json::{Value, json};
use surprisal_core::{Error, Result};
use surprisal_openai_compat::wire::Reader;

use super::event::string;

/// One of the items of an answer: a message, a call of a function, reasoning, what a built-in tool did.
#[derive(Default)]
pub(super) struct Item<'a> {
    pub(super) kind: Cow<'a, str>,
    pub(super) id: Cow<'a, str>,
    pub(super) call_id: Option<Cow<'a, str>>,
    pub(super) name: Option<Cow<'a, str>>,
    pub(super) arguments: Option<Cow<'a, str>>,
    /// Which part of the answer a message is, such as `commentary`.
    pub(super) phase: Option<Cow<'a, str>>,
    pub(super) content: Vec<Part<'a>>,
    pub(super) summary: Vec<Part<'a>>,
    /// All of it.
    text: &'a str,
}

impl<'a> Item<'a> {
    /// Reads the text of one.
    pub(super) fn read(text: &'a str) -> Result<Self> {
        let mut item = Self {
            text,
            ..Self::default()
        };
        Reader::new(text).object(|reader, key| {
            match key {
                "type" => item.kind = string(reader)?.unwrap_or_default(),
                "id" => item.id = string(reader)?.unwrap_or_default(),
                "call_id" => item.call_id = string(reader)?,
                "name" => item.name = string(reader)?,
                // Some servers send them as an object, not as the text of one.
                "arguments" if reader.peek() == Some(b'{') => {
                    item.arguments = Some(reader.raw()?.into());
                }
                "arguments" => item.arguments = string(reader)?,
                "phase" => item.phase = string(reader)?,
                "content" => item.content = parts(reader)?,
                "summary" => item.summary = parts(reader)?,
                _ => reader.skip()?,
            }
            Ok(())
        })?;
        Ok(item)
    }

    /// By what the events about it name it: llama.cpp gives a call no id but that of the call.
    pub(super) fn own_id(&self) -> Cow<'a, str> {
        let call_id = self.call_id.as_ref().filter(|_| self.id.is_empty());
        call_id.unwrap_or(&self.id).clone()
    }

    /// What marks its place in an answer that holds all of it otherwise.
    pub(super) fn mark(&self) -> Value {
        let keys = [
            ("type", Some(&self.kind)),
            ("id", Some(&self.id).filter(|id| !id.is_empty())),
            ("call_id", self.call_id.as_ref()),
            ("phase", self.phase.as_ref()),
        ];
        let known = keys
            .into_iter()
            .filter_map(|(key, value)| Some((key.to_owned(), value?.as_ref().into())));
        Value::Object(known.collect())
    }

    /// All of it, to be sent back as it is.
    pub(super) fn to_value(&self) -> Result<Value> {
        value(self.text)
    }
}

/// A part of a message, or of a reasoning or its summary.
#[derive(Default)]
pub(super) struct Part<'a> {
    kind: Cow<'a, str>,
    pub(super) text: Option<Cow<'a, str>>,
    pub(super) refusal: Option<Cow<'a, str>>,
    /// The text of the list.
    pub(super) logprobs: Option<&'a str>,
    /// The text of the list.
    annotations: Option<&'a str>,
}

impl<'a> Part<'a> {
    /// Reads the text of one.
    pub(super) fn read(text: &'a str) -> Result<Self> {
        part(&mut Reader::new(text))
    }

    /// Whether it is of a reasoning, not of a message.
    pub(super) fn is_thought(&self) -> bool {
        self.kind == "reasoning_text"
    }

    /// What the text refers to, such as pages of the web, as it is carried.
    pub(super) fn annotations(&self) -> Result<Option<Value>> {
        let list = self.annotations.map(value).transpose()?;
        let list = list.filter(|list| list.as_array().is_some_and(|list| !list.is_empty()));
        Ok(list.map(|list| json!({"type": "annotations", "annotations": list})))
    }
}

fn parts<'a>(reader: &mut Reader<'a>) -> Result<Vec<Part<'a>>> {
    let mut parts = Vec::new();
    if reader.peek() != Some(b'[') {
        return reader.skip().map(|()| parts);
    }
    reader.array(|reader| {
        parts.push(part(reader)?);
        Ok(())
    })?;
    Ok(parts)
}

fn part<'a>(reader: &mut Reader<'a>) -> Result<Part<'a>> {
    let mut part = Part::default();
    reader.object(|reader, key| {
        match key {
            "type" => part.kind = string(reader)?.unwrap_or_default(),
            "text" => part.text = string(reader)?,
            "refusal" => part.refusal = string(reader)?,
            "logprobs" => part.logprobs = reader.nullable(Reader::raw)?,
            "annotations" => part.annotations = reader.nullable(Reader::raw)?,
            _ => reader.skip()?,
        }
        Ok(())
    })?;
    Ok(part)
}

fn value(text: &str) -> Result<Value> {
    serde_json::from_str(text).map_err(|error| {
        Error::bad_response("a part of the answer is not JSON")
            .with_body(text)
            .with_source(error)
    })
}
