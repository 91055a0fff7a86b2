//! A content that is an array of parts, as some services send it.

use std::borrow::Cow;

use serde_json::{Value, json};
use surprisal_core::{Content, ContentBlock, Error, Result};

use crate::json::Reader;

/// Reads the JSON text of a part: a text, a refusal, or the reasoning of Mistral's models, which is a list of texts.
/// What it is not known to say is kept as the provider's own, so that it can go back.
pub(super) fn part(json: &str, provider: &'static str, content: &mut Content) -> Result<()> {
    let (mut text, mut refusal, mut signature) = (None, None, None);
    let mut is_known = false;
    Reader::of(json, "a part of the content").object(|reader, key| {
        match key {
            "text" => (is_known, text) = (true, reader.nullable_string()?),
            "refusal" => (is_known, refusal) = (true, reader.nullable_string()?),
            "thinking" if reader.peek() == Some(b'[') => {
                is_known = true;
                reader.array(|reader| thought(reader.raw()?, provider, content))?;
            }
            "signature" => signature = reader.nullable_string()?,
            _ => reader.skip()?,
        }
        Ok(())
    })?;
    push(content, text, ContentBlock::text);
    push(content, refusal, ContentBlock::refusal);
    if !is_known {
        content.push(ContentBlock::opaque(provider, value(json)?));
    } else if let Some(signature) = signature.filter(|text| !text.is_empty()) {
        let mark = json!({"type": "thinking", "signature": signature});
        content.push(ContentBlock::opaque(provider, mark));
    }
    Ok(())
}

/// One of the things that reasoning is made of.
fn thought(json: &str, provider: &'static str, content: &mut Content) -> Result<()> {
    let (mut is_text, mut text) = (false, None);
    Reader::of(json, "a part of the reasoning").object(|reader, key| {
        match key {
            "text" => (is_text, text) = (true, reader.nullable_string()?),
            _ => reader.skip()?,
        }
        Ok(())
    })?;
    if !is_text {
        let kept = json!({"type": "thinking", "thinking": [value(json)?]});
        content.push(ContentBlock::opaque(provider, kept));
    }
    push(content, text, ContentBlock::reasoning);
    Ok(())
}

/// Appends a text that says something.
pub(super) fn push(
    content: &mut Content,
    text: Option<Cow<'_, str>>,
    block: impl FnOnce(String) -> ContentBlock,
) {
    if let Some(text) = text.filter(|text| !text.is_empty()) {
        *content += block(text.into_owned()).into();
    }
}

fn value(json: &str) -> Result<Value> {
    serde_json::from_str(json).map_err(|error| {
        Error::bad_response(format!("a part of the content cannot be read: {error}"))
            .with_source(error)
    })
}
