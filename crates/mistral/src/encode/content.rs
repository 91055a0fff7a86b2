use serde_json::{Value, json};
use surprisal_core::{Content, ContentBlock, Error, Media, Result};
use surprisal_http::JsonBody;

use crate::PROVIDER;

/// The content of a message to the model: a text, or an array of parts.
pub(super) fn content(content: &Content) -> Result<Value> {
    match content.as_plain_text() {
        Some(text) => Ok(text.into()),
        None => content.blocks().iter().filter_map(part).collect(),
    }
}

/// One part: its kinds are those of `ContentChunk` in Mistral's OpenAPI document. What a model thought has its place in
/// answers alone, and what another provider carries has none.
pub(super) fn part(block: &ContentBlock) -> Option<Result<Value>> {
    Some(match block {
        ContentBlock::Text { text, .. } | ContentBlock::Refusal { text, .. } => Ok(text_part(text)),
        ContentBlock::Image { media, detail, .. } => image(media, detail.as_deref()),
        ContentBlock::Audio { media, .. } => audio(media),
        ContentBlock::File { media, name, .. } => file(media, name.as_deref()),
        ContentBlock::Opaque {
            provider, value, ..
        } if provider == PROVIDER => Ok((**value).clone()),
        ContentBlock::Reasoning { .. } | ContentBlock::Opaque { .. } => return None,
        other => Err(Error::invalid_input(format!(
            "Mistral has no content of the kind {}: use text, image, audio or file",
            other.kind()
        ))),
    })
}

/// A text as a part.
pub(super) fn text_part(text: &str) -> Value {
    json!({"type": "text", "text": text})
}

fn image(media: &Media, detail: Option<&str>) -> Result<Value> {
    let url = media.to_url().ok_or_else(|| {
        Error::invalid_input("Mistral takes no image by file id: give its URL or its bytes")
    })?;
    let image = JsonBody::new().set("url", url).set("detail", detail);
    Ok(json!({"type": "image_url", "image_url": Value::from(image)}))
}

fn audio(media: &Media) -> Result<Value> {
    let data = media.to_base64().or_else(|| media.to_url());
    let data = data.ok_or_else(|| {
        Error::invalid_input("Mistral takes no audio by file id: give its URL or its bytes")
    })?;
    Ok(json!({"type": "input_audio", "input_audio": data}))
}

fn file(media: &Media, name: Option<&str>) -> Result<Value> {
    if let Media::FileId(id) = media {
        return Ok(json!({"type": "file", "file_id": id}));
    }
    let part = JsonBody::new()
        .set("type", "document_url")
        .set("document_url", media.to_url())
        .set("document_name", name);
    Ok(part.into())
}
