use std::collections::HashMap;

use candle_core::quantized::gguf_file::Value;
use surprisal_core::{Error, Result};

/// The keys and values at the head of a GGUF file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Metadata<'a> {
    values: &'a HashMap<String, Value>,
}

impl<'a> Metadata<'a> {
    pub(crate) fn new(values: &'a HashMap<String, Value>) -> Self {
        Self { values }
    }

    /// The error of a file that says something which cannot be.
    pub(crate) fn wrong(&self, what: &str) -> Error {
        Error::invalid_input(format!("the model file cannot be used: {what}"))
    }

    fn missing(&self, key: &str) -> Error {
        self.wrong(&format!("it lacks `{key}`"))
    }

    pub(crate) fn text(&self, key: &str) -> Result<&'a str> {
        self.text_if(key)?.ok_or_else(|| self.missing(key))
    }

    pub(crate) fn text_or(&self, key: &str, default: &'a str) -> Result<&'a str> {
        Ok(self.text_if(key)?.unwrap_or(default))
    }

    pub(crate) fn text_if(&self, key: &str) -> Result<Option<&'a str>> {
        match self.values.get(key) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(self.wrong(&format!("`{key}` is no text"))),
        }
    }

    /// A size that is at least 1.
    pub(crate) fn size(&self, key: &str) -> Result<usize> {
        match self.size_if(key)? {
            None => Err(self.missing(key)),
            Some(0) => Err(self.wrong(&format!("`{key}` is 0"))),
            Some(size) => Ok(size),
        }
    }

    pub(crate) fn size_or(&self, key: &str, default: usize) -> Result<usize> {
        Ok(self.size_if(key)?.unwrap_or(default))
    }

    pub(crate) fn size_if(&self, key: &str) -> Result<Option<usize>> {
        self.values
            .get(key)
            .map(|value| {
                // No size needs more bits, and products of two of these are numbers yet.
                let size = whole(value).and_then(|size| u32::try_from(size).ok());
                let size = size.and_then(|size| usize::try_from(size).ok());
                size.ok_or_else(|| self.wrong(&format!("`{key}` is no size")))
            })
            .transpose()
    }

    /// The id of a token, as `tokenizer.ggml.eos_token_id` gives one.
    pub(crate) fn id_if(&self, key: &str) -> Result<Option<u32>> {
        self.size_if(key)?
            .map(|id| u32::try_from(id).map_err(|_| self.wrong(&format!("`{key}` is no token id"))))
            .transpose()
    }

    pub(crate) fn number_or(&self, key: &str, default: f64) -> Result<f64> {
        match self.values.get(key) {
            None => Ok(default),
            Some(Value::F32(number)) => Ok(f64::from(*number)),
            Some(Value::F64(number)) => Ok(*number),
            Some(_) => Err(self.wrong(&format!("`{key}` is no number"))),
        }
    }

    /// A number above zero.
    pub(crate) fn positive_or(&self, key: &str, default: f64) -> Result<f64> {
        match self.number_or(key, default)? {
            number if number > 0.0 && number.is_finite() => Ok(number),
            number => Err(self.wrong(&format!("`{key}` is {number}"))),
        }
    }

    pub(crate) fn flag_if(&self, key: &str) -> Result<Option<bool>> {
        match self.values.get(key) {
            None => Ok(None),
            Some(Value::Bool(flag)) => Ok(Some(*flag)),
            Some(_) => Err(self.wrong(&format!("`{key}` is neither true nor false"))),
        }
    }

    pub(crate) fn texts(&self, key: &str) -> Result<Vec<&'a str>> {
        let text = |value: &'a Value| match value {
            Value::String(text) => Some(text.as_str()),
            _ => None,
        };
        self.list(key, text)?.ok_or_else(|| self.missing(key))
    }

    pub(crate) fn integers_if(&self, key: &str) -> Result<Option<Vec<i128>>> {
        self.list(key, whole)
    }

    fn list<T>(&self, key: &str, read: impl Fn(&'a Value) -> Option<T>) -> Result<Option<Vec<T>>> {
        let wrong = || self.wrong(&format!("`{key}` is not the list that it should be"));
        match self.values.get(key) {
            None => Ok(None),
            Some(Value::Array(values)) => values
                .iter()
                .map(read)
                .collect::<Option<_>>()
                .map(Some)
                .ok_or_else(wrong),
            Some(_) => Err(wrong()),
        }
    }
}

/// A whole number, in whichever width it was written.
fn whole(value: &Value) -> Option<i128> {
    match value {
        Value::U8(number) => Some((*number).into()),
        Value::I8(number) => Some((*number).into()),
        Value::U16(number) => Some((*number).into()),
        Value::I16(number) => Some((*number).into()),
        Value::U32(number) => Some((*number).into()),
        Value::I32(number) => Some((*number).into()),
        Value::U64(number) => Some((*number).into()),
        Value::I64(number) => Some((*number).into()),
        _ => None,
    }
}
