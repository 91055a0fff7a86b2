use serde_json::{Value, json};
use surprisal_core::{Content, ContentBlock, Error, Media, Result};
use surprisal_http::JsonBody;

use crate::PROVIDER;
use crate::service::Service;
use crate::signature::Signature;

/// The parts of what a human or a tool says.
pub(super) fn parts<S: Service>(content: &Content) -> Result<Vec<Value>> {
    let blocks = content.blocks().iter();
    let parts = blocks.map(|block| match block {
        ContentBlock::Text { text, .. } | ContentBlock::Refusal { text, .. } => Ok(Some(say(text))),
        // What a model thought is no one else's.
        ContentBlock::Reasoning { .. } => Ok(None),
        ContentBlock::Opaque { .. } => Ok(own_part(block).cloned()),
        other => media::<S>(other).map(Some),
    });
    parts.filter_map(Result::transpose).collect()
}

pub(super) fn say(text: &str) -> Value {
    json!({ "text": text })
}

/// The part of Gemini's that a block is as it is. What says something of the answer or its parts is none.
pub(super) fn own_part(block: &ContentBlock) -> Option<&Value> {
    let value = block.opaque_value(PROVIDER)?;
    let is_part = value.get("candidate").is_none() && Signature::read(value).is_none();
    is_part.then_some(value)
}

/// The part that a picture, a sound or a document is. The name of a document has no place in it.
pub(super) fn media<S: Service>(block: &ContentBlock) -> Result<Value> {
    let (media, detail) = match block {
        ContentBlock::Image { media, detail, .. } => (media, detail.as_deref()),
        ContentBlock::Audio { media, .. } | ContentBlock::File { media, .. } => (media, None),
        other => return Err(not_taken(other.kind())),
    };
    let mut part = JsonBody::new();
    part = match (media, media.to_base64()) {
        (Media::Bytes { media_type, .. }, Some(data)) => {
            part.set("inlineData", json!({"mimeType": media_type, "data": data}))
        }
        (Media::Url(url), _) => part.set("fileData", file(url.clone(), media_type(url))),
        // As the Gemini API names the files that are with it.
        (Media::FileId(id), _) if id.starts_with("files/") => {
            part.set("fileData", file(format!("{}/{id}", S::BASE_URL), None))
        }
        (Media::FileId(id), _) => part.set("fileData", file(id.clone(), media_type(id))),
        _ => return Err(not_taken(block.kind())),
    };
    let level = detail.filter(|level| *level != "auto").map(|level| {
        let level = level.to_uppercase();
        json!({ "level": format!("MEDIA_RESOLUTION_{level}") })
    });
    Ok(part.set("mediaResolution", level).into())
}

fn not_taken(kind: &str) -> Error {
    let message =
        format!("Gemini does not take this form of {kind}: give its bytes or its address");
    Error::invalid_input(message)
}

fn file(uri: String, media_type: Option<&str>) -> Value {
    let data = JsonBody::new()
        .set("mimeType", media_type)
        .set("fileUri", uri);
    data.into()
}

/// The media type that the ending of an address tells, which Vertex AI does not find out itself.
fn media_type(url: &str) -> Option<&'static str> {
    let path = url.split(['?', '#']).next().unwrap_or_default();
    let (_, ending) = path.rsplit_once('.')?;
    let ending = ending.to_lowercase();
    let known = MEDIA_TYPES.iter().find(|(known, _)| *known == ending);
    known.map(|(_, media_type)| *media_type)
}

const MEDIA_TYPES: [(&str, &str); 17] = [
    ("png", "image/png"),
    ("jpg", "image/jpeg"),
    ("jpeg", "image/jpeg"),
    ("webp", "image/webp"),
    ("heic", "image/heic"),
    ("heif", "image/heif"),
    ("gif", "image/gif"),
    ("pdf", "application/pdf"),
    ("txt", "text/plain"),
    ("html", "text/html"),
    ("wav", "audio/wav"),
    ("mp3", "audio/mp3"),
    ("ogg", "audio/ogg"),
    ("flac", "audio/flac"),
    ("mp4", "video/mp4"),
    ("mov", "video/mov"),
    ("webm", "video/webm"),
];
