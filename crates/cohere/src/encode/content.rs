use serde_json::{Value, json};
use surprisal_core::{ContentBlock, Error, Media, Result};
use surprisal_http::JsonBody;

use crate::PROVIDER;

/// Which message a block is in.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    System,
    User,
    Assistant,
    Tool,
}

/// A text, or an array of parts.
pub(super) fn content(blocks: &[ContentBlock], place: Place) -> Result<Value> {
    match blocks {
        [] => Ok("".into()),
        [ContentBlock::Text { text, .. }] => Ok(text.as_str().into()),
        blocks => {
            let parts = blocks.iter().filter_map(|block| part(block, place));
            parts.collect()
        }
    }
}

/// One part. What a model thought, and what other providers said, has no place in a message to it.
fn part(block: &ContentBlock, place: Place) -> Option<Result<Value>> {
    match block {
        ContentBlock::Reasoning { .. } => None,
        ContentBlock::Opaque { .. } => own(block).map(|value| Ok(value.clone())),
        other => Some(said(other, place)),
    }
}

/// What was said in words or pictures.
pub(super) fn said(block: &ContentBlock, place: Place) -> Result<Value> {
    match block {
        ContentBlock::Text { text, .. } | ContentBlock::Refusal { text, .. } => {
            Ok(json!({"type": "text", "text": text}))
        }
        ContentBlock::Image { media, detail, .. } if place == Place::User => {
            image(media, detail.as_deref())
        }
        other => Err(Error::invalid_input(match other.kind() {
            "image" => {
                "cohere reads an image in a human message alone: give it there, or describe it"
                    .to_owned()
            }
            "file" => "cohere reads no file: give its text, or bind \
                       CohereOptions::documents"
                .to_owned(),
            kind => format!("cohere reads no {kind}: give it as text"),
        })),
    }
}

fn image(media: &Media, detail: Option<&str>) -> Result<Value> {
    let Some(url) = media.to_url() else {
        let message =
            "cohere keeps no files, so it has no image of that id: give its address or its bytes";
        return Err(Error::invalid_input(message));
    };
    let address = JsonBody::new().set("url", url).set("detail", detail);
    let image = JsonBody::new().set("type", "image_url");
    Ok(image.set("image_url", address).into())
}

/// What a block carries that is in Cohere's own form.
pub(super) fn own(block: &ContentBlock) -> Option<&Value> {
    block.opaque_value(PROVIDER)
}
