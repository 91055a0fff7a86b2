use serde_json::{Value, json};
use surprisal_core::{Content, ContentBlock, Error, Media, Result};

/// The content of a message to the model: a text, or an array of parts.
pub(super) fn content(content: &Content) -> Result<Value> {
    match content.as_plain_text() {
        Some(text) => Ok(text.into()),
        None => content.blocks().iter().filter_map(part).collect(),
    }
}

/// One part. Reasoning of earlier turns has no place in Chat Completions, nor has what another protocol
/// carries, and a refusal has a field of its own.
fn part(block: &ContentBlock) -> Option<Result<Value>> {
    Some(match block {
        ContentBlock::Text { text, .. } => Ok(json!({"type": "text", "text": text})),
        ContentBlock::Image { media, detail, .. } => image(media, detail.as_deref()),
        ContentBlock::Audio { media, .. } => audio(media),
        ContentBlock::File { media, name, .. } => file(media, name.as_deref()),
        ContentBlock::Reasoning { .. }
        | ContentBlock::Refusal { .. }
        | ContentBlock::Opaque { .. } => return None,
        other => Err(Error::invalid_input(format!(
            "Chat Completions has no content block of the kind {}: use text, image, audio or file",
            other.kind()
        ))),
    })
}

fn image(media: &Media, detail: Option<&str>) -> Result<Value> {
    let url = media.to_url().ok_or_else(|| {
        Error::invalid_input(
            "Chat Completions takes no image by file id: give its URL or its bytes",
        )
    })?;
    let mut image = json!({"url": url});
    if let (Some(detail), Some(image)) = (detail, image.as_object_mut()) {
        image.insert("detail".to_owned(), detail.into());
    }
    Ok(json!({"type": "image_url", "image_url": image}))
}

fn audio(media: &Media) -> Result<Value> {
    let (Media::Bytes { media_type, .. }, Some(data)) = (media, media.to_base64()) else {
        return Err(Error::invalid_input(
            "Chat Completions takes audio only by its bytes: use Media::bytes",
        ));
    };
    let format = match media_type.strip_prefix("audio/").unwrap_or(media_type) {
        "mpeg" => "mp3",
        "x-wav" | "wave" => "wav",
        format => format,
    };
    Ok(json!({"type": "input_audio", "input_audio": {"data": data, "format": format}}))
}

fn file(media: &Media, name: Option<&str>) -> Result<Value> {
    let mut file = match media {
        Media::FileId(id) => json!({"file_id": id}),
        Media::Bytes { .. } => json!({"file_data": media.to_url()}),
        _ => {
            return Err(Error::invalid_input(
                "Chat Completions takes no file by URL: give its bytes or its file id",
            ));
        }
    };
    if let (Some(name), Some(file)) = (name, file.as_object_mut()) {
        file.insert("filename".to_owned(), name.into());
    }
    Ok(json!({"type": "file", "file": file}))
}
