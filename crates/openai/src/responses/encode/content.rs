use serde_json::{Map, Value, json};
use surprisal_core::{ContentBlock, Error, Media, Result};

/// A text, or an array of parts.
pub(super) fn content(blocks: &[ContentBlock]) -> Result<Value> {
    match blocks {
        [] => Ok("".into()),
        [ContentBlock::Text { text, .. }] => Ok(text.as_str().into()),
        blocks => blocks.iter().filter_map(part).collect(),
    }
}

/// One part. What a model said in earlier turns has no place in a message to it.
fn part(block: &ContentBlock) -> Option<Result<Value>> {
    Some(match block {
        ContentBlock::Text { text, .. } => Ok(json!({"type": "input_text", "text": text})),
        ContentBlock::Image { media, detail, .. } => Ok(image(media, detail.as_deref())),
        ContentBlock::File { media, name, .. } => Ok(file(media, name.as_deref())),
        ContentBlock::Reasoning { .. }
        | ContentBlock::Refusal { .. }
        | ContentBlock::Opaque { .. } => return None,
        other => Err(Error::invalid_input(format!(
            "the Responses API has no content block of the kind {}: use text, image or file",
            other.kind()
        ))),
    })
}

fn image(media: &Media, detail: Option<&str>) -> Value {
    let mut image = object("input_image");
    image.insert("detail".to_owned(), detail.unwrap_or("auto").into());
    match media {
        Media::FileId(id) => image.insert("file_id".to_owned(), id.as_str().into()),
        media => image.insert("image_url".to_owned(), media.to_url().into()),
    };
    image.into()
}

fn file(media: &Media, name: Option<&str>) -> Value {
    let mut file = object("input_file");
    match media {
        Media::FileId(id) => file.insert("file_id".to_owned(), id.as_str().into()),
        Media::Url(url) => file.insert("file_url".to_owned(), url.as_str().into()),
        media => file.insert("file_data".to_owned(), media.to_url().into()),
    };
    if let Some(name) = name {
        file.insert("filename".to_owned(), name.into());
    }
    file.into()
}

fn object(kind: &str) -> Map<String, Value> {
    Map::from_iter([("type".to_owned(), kind.into())])
}
