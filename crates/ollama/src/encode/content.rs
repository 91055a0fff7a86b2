use serde_json::Value;
use surprisal_core::{
    CallOptions, Content, ContentBlock, Error, Media, Result, Warning, unsupported,
};

use crate::PROVIDER;

/// What a message says, as far as Ollama has a place for it. What is between its texts is no more known there.
#[derive(Default)]
pub(super) struct Said {
    pub(super) text: String,
    pub(super) thinking: String,
    /// Base64 of pictures, and of sounds, which it tells apart by their bytes.
    pub(super) media: Vec<Value>,
}

/// A list for a body; null, which is left out, if there is nothing in it.
pub(super) fn list(values: Vec<Value>) -> Value {
    match values.is_empty() {
        true => Value::Null,
        false => values.into(),
    }
}

pub(super) fn said(
    content: &Content,
    options: &CallOptions,
    warnings: &mut Vec<Warning>,
) -> Result<Said> {
    let mut said = Said::default();
    for block in content.blocks() {
        match block {
            ContentBlock::Text { text, .. } | ContentBlock::Refusal { text, .. } => {
                said.text.push_str(text);
            }
            ContentBlock::Reasoning { text, .. } => said.thinking.push_str(text),
            ContentBlock::Image { media, detail, .. } => {
                if detail.is_some() {
                    let instead = "leave it out: the whole picture is looked at";
                    unsupported(options, warnings, PROVIDER, "detail", instead)?;
                }
                said.media.push(base64(media, block)?);
            }
            ContentBlock::Audio { media, .. } => said.media.push(base64(media, block)?),
            ContentBlock::Opaque { provider, .. } if provider != PROVIDER => {}
            other => {
                return Err(Error::invalid_input(format!(
                    "Ollama reads texts, pictures and sounds, and no {} block: put what it says into a text",
                    other.kind()
                )));
            }
        }
    }
    Ok(said)
}

fn base64(media: &Media, block: &ContentBlock) -> Result<Value> {
    let here = match media {
        Media::Url(url) => Media::url(url.as_str())?.to_base64(),
        media => media.to_base64(),
    };
    here.map(Value::from).ok_or_else(|| {
        Error::invalid_input(format!(
            "Ollama takes an {} by its bytes, and neither by an address nor by an id: read it, and give Media::bytes",
            block.kind()
        ))
    })
}
