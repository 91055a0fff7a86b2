//! Content and its blocks: OpenAI's parts and LangChain's blocks.

use serde_json::Value;

use super::{Object, take_text};
use crate::{Content, ContentBlock, Error, Media, Result};

pub(super) fn read_content(content: Value) -> Result<Content> {
    match content {
        Value::Null => Ok(Content::default()),
        Value::String(text) => Ok(text.into()),
        Value::Array(blocks) => blocks.into_iter().map(read_block).collect(),
        _ => Err(Error::invalid_input(
            "the `content` of a message must be a text or an array of blocks",
        )),
    }
}

pub(in crate::message) fn read_block(block: Value) -> Result<ContentBlock> {
    let mut block = match block {
        Value::String(text) => return Ok(text.into()),
        Value::Object(block) => block,
        _ => {
            return Err(Error::invalid_input(
                "a content block must be a text or an object with a `type`",
            ));
        }
    };
    let kind = take_text(&mut block, "type").unwrap_or_default();
    let mut need = |key: &str| {
        take_text(&mut block, key).ok_or_else(|| {
            Error::invalid_input(format!("the `{kind}` content block needs a `{key}`"))
        })
    };
    match kind.as_str() {
        "text" => need("text").map(ContentBlock::text),
        "refusal" => need("refusal").map(ContentBlock::refusal),
        "reasoning" => need("reasoning").map(ContentBlock::reasoning),
        "opaque" => {
            let provider = need("provider")?;
            let value = block.remove("value").unwrap_or_default();
            Ok(ContentBlock::opaque(provider, value))
        }
        "image_url" => {
            let (url, detail) = match block.remove("image_url") {
                Some(Value::String(url)) => (Some(url), None),
                Some(Value::Object(mut image)) => (
                    take_text(&mut image, "url"),
                    take_text(&mut image, "detail"),
                ),
                _ => (None, None),
            };
            let url = url.ok_or_else(|| {
                Error::invalid_input(
                    "the `image_url` content block needs an `image_url` with a `url`",
                )
            })?;
            Ok(with_detail(ContentBlock::image(Media::url(url)?), detail))
        }
        "input_audio" => {
            let mut audio = take_object(&mut block, "input_audio");
            let format = take_text(&mut audio, "format").unwrap_or_default();
            let data = take_text(&mut audio, "data").unwrap_or_default();
            Ok(ContentBlock::audio(Media::base64(
                format!("audio/{format}"),
                &data,
            )?))
        }
        "file" if block.contains_key("file") => {
            let mut file = take_object(&mut block, "file");
            let name = take_text(&mut file, "filename");
            let media = match (
                take_text(&mut file, "file_id"),
                take_text(&mut file, "file_data"),
            ) {
                (Some(id), _) => Media::FileId(id),
                (None, Some(data)) => Media::url(data)?,
                (None, None) => {
                    return Err(Error::invalid_input(
                        "the `file` content block needs a `file_id` or `file_data`",
                    ));
                }
            };
            Ok(ContentBlock::file(media, name))
        }
        "image" => {
            let detail = take_text(&mut block, "detail");
            Ok(with_detail(
                ContentBlock::image(read_media(&mut block)?),
                detail,
            ))
        }
        "audio" => Ok(ContentBlock::audio(read_media(&mut block)?)),
        "file" => {
            let name = take_text(&mut block, "name");
            Ok(ContentBlock::file(read_media(&mut block)?, name))
        }
        _ => Err(Error::invalid_input(format!(
            "unknown content block {kind:?}: the blocks are text, image, image_url, audio, input_audio, file, reasoning, refusal and opaque"
        ))),
    }
}

fn with_detail(block: ContentBlock, detail: Option<String>) -> ContentBlock {
    match detail {
        Some(detail) => block.with_detail(detail),
        None => block,
    }
}

fn read_media(block: &mut Object) -> Result<Media> {
    if let Some(url) = take_text(block, "url") {
        return Ok(Media::Url(url));
    }
    if let Some(id) = take_text(block, "file_id") {
        return Ok(Media::FileId(id));
    }
    match (take_text(block, "mime_type"), take_text(block, "base64")) {
        (Some(media_type), Some(data)) => Media::base64(media_type, &data),
        _ => Err(Error::invalid_input(
            "an image, audio or file block needs a `url`, a `file_id`, or `base64` with its `mime_type`",
        )),
    }
}

fn take_object(object: &mut Object, key: &str) -> Object {
    match object.remove(key) {
        Some(Value::Object(inner)) => inner,
        _ => Object::new(),
    }
}
