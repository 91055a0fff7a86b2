use std::fmt;

use serde_json::Value;

use super::check::{Check, ensure};

/// A request as it arrived. `Debug` leaves the values of the headers out, where keys travel.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct Seen {
    /// The headers.
    pub headers: Vec<(String, String)>,
    /// The body. Where it is JSON, it is looked into; else it is a text.
    pub body: String,
    /// The path, where there is one: some services are told the model there.
    pub path: String,
}

impl fmt::Debug for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.headers.iter().map(|(name, _)| name).collect();
        f.debug_struct("Seen")
            .field("path", &self.path)
            .field("headers", &names)
            .field("body", &self.body)
            .finish()
    }
}

impl Seen {
    /// A request.
    pub fn new(headers: Vec<(String, String)>, body: impl Into<String>) -> Self {
        Self {
            headers,
            body: body.into(),
            path: String::new(),
        }
    }

    /// Sets the path.
    #[must_use]
    pub fn at(mut self, path: impl Into<String>) -> Self {
        self.path = path.into();
        self
    }

    /// All that it says, in its order: strings, numbers and keys of the JSON, without the marks between them.
    pub(super) fn words(&self) -> String {
        let mut words = String::new();
        match serde_json::from_str(&self.body) {
            Ok(json) => walk(&json, &mut words),
            Err(_) => words.push_str(&self.body),
        }
        words
    }

    /// That it says this.
    pub(super) fn says(&self, text: &str) -> Check {
        self.says_in_order(&[text])
    }

    /// That it says these texts, in this order.
    pub(super) fn says_in_order(&self, texts: &[impl AsRef<str>]) -> Check {
        let words = self.words();
        let mut rest = words.as_str();
        for text in texts.iter().map(AsRef::as_ref) {
            let found = rest.split_once(text);
            ensure(found.is_some(), || {
                let is_there = words.contains(text);
                let fault = if is_there { "in another place" } else { "not" };
                format!("{text:?} is {fault} in the request: {}", self.body)
            })?;
            rest = found.map_or("", |(_, rest)| rest);
        }
        Ok(())
    }
}

fn walk(value: &Value, words: &mut String) {
    let mut say = |word: &str| {
        words.push_str(word);
        words.push('\n');
    };
    match value {
        Value::String(text) => say(text),
        Value::Number(number) => say(&number.to_string()),
        Value::Null | Value::Bool(_) => {}
        Value::Array(values) => values.iter().for_each(|value| walk(value, words)),
        Value::Object(fields) => {
            for (key, value) in fields {
                words.push_str(key);
                words.push('\n');
                walk(value, words);
            }
        }
    }
}
