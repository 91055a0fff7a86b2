use serde_json::{Value, json};
use surprisal_core::{CallOptions, ContentBlock, Error, Media, Result, Warning, unsupported};
use surprisal_http::JsonBody;

use crate::PROVIDER;

/// Writes blocks of messages, and keeps what is to be known of all of them.
pub(super) struct Content<'a> {
    options: &'a CallOptions,
    /// Whether answers are to refer to places in documents.
    cites: bool,
    warnings: &'a mut Vec<Warning>,
    /// Whether some are with Anthropic already.
    pub(super) has_file_ids: bool,
}

impl<'a> Content<'a> {
    pub(super) fn new(
        options: &'a CallOptions,
        cites: bool,
        warnings: &'a mut Vec<Warning>,
    ) -> Self {
        Self {
            options,
            cites,
            warnings,
            has_file_ids: false,
        }
    }

    /// The blocks of a message that is no answer. What a model said in earlier turns has no place in it.
    pub(super) fn blocks<'b>(
        &mut self,
        blocks: impl IntoIterator<Item = &'b ContentBlock>,
    ) -> Result<Vec<Value>> {
        let mut written = Vec::new();
        for block in blocks {
            if let Some(control) = cache_control(block) {
                mark(&mut written, control)?;
                continue;
            }
            match block {
                ContentBlock::Text { text, .. } => written.extend(said(text)),
                ContentBlock::Image { media, detail, .. } => {
                    self.refuse_detail(detail.as_deref())?;
                    let source = self.source(media);
                    written.push(json!({"type": "image", "source": source}));
                }
                ContentBlock::File { media, name, .. } => {
                    written.push(self.document(media, name.as_deref())?);
                }
                ContentBlock::Opaque { .. } => written.extend(own(block).cloned()),
                ContentBlock::Reasoning { .. } | ContentBlock::Refusal { .. } => {}
                other => {
                    let message = format!(
                        "Anthropic takes no {}: give text, an image or a file",
                        other.kind()
                    );
                    return Err(Error::invalid_input(message));
                }
            }
        }
        Ok(written)
    }

    fn refuse_detail(&mut self, detail: Option<&str>) -> Result<()> {
        let instead = "pictures are looked at as closely as their size allows; leave it out, or scale the picture";
        match detail {
            Some(_) => unsupported(self.options, self.warnings, PROVIDER, "detail", instead),
            None => Ok(()),
        }
    }

    fn document(&mut self, media: &Media, name: Option<&str>) -> Result<Value> {
        let source = match media {
            Media::Bytes {
                media_type, data, ..
            } if media_type.starts_with("text/") => {
                let text = std::str::from_utf8(data).map_err(|error| {
                    let message = format!("the file of the type {media_type} is not UTF-8");
                    Error::invalid_input(message).with_source(error)
                })?;
                json!({"type": "text", "media_type": "text/plain", "data": text})
            }
            Media::Bytes { media_type, .. } if media_type != "application/pdf" => {
                return Err(Error::invalid_input(format!(
                    "Anthropic takes no file of the type {media_type}: give application/pdf or text, a picture as an \
                     image, or any file by the id under which Anthropic has it"
                )));
            }
            media => self.source(media),
        };
        let citations = self.cites.then(|| json!({"enabled": true}));
        let document = JsonBody::new()
            .set("type", "document")
            .set("source", source)
            .set("title", name)
            .set("citations", citations);
        Ok(document.into())
    }

    fn source(&mut self, media: &Media) -> Value {
        match media {
            Media::Url(url) => json!({"type": "url", "url": url}),
            Media::FileId(id) => {
                self.has_file_ids = true;
                json!({"type": "file", "file_id": id})
            }
            media => {
                let media_type = match media {
                    Media::Bytes { media_type, .. } => media_type.as_str(),
                    _ => "",
                };
                json!({"type": "base64", "media_type": media_type, "data": media.to_base64()})
            }
        }
    }
}

/// A block of text. Anthropic refuses blank ones.
pub(super) fn said(text: &str) -> Option<Value> {
    (!text.trim().is_empty()).then(|| json!({"type": "text", "text": text}))
}

/// What a block carries that is Anthropic's own.
pub(super) fn own(block: &ContentBlock) -> Option<&Value> {
    block.opaque_value(PROVIDER)
}

/// What a [`cache_point`](crate::cache_point) says.
pub(super) fn cache_control(block: &ContentBlock) -> Option<&Value> {
    let value = own(block)?;
    match value.get("type") {
        None => value.get("cache_control"),
        Some(_) => None,
    }
}

/// Marks the last of these as the end of what is cached.
pub(super) fn mark(blocks: &mut [Value], control: &Value) -> Result<()> {
    match blocks.last_mut() {
        Some(Value::Object(block)) => {
            block.insert("cache_control".to_owned(), control.clone());
            Ok(())
        }
        _ => Err(Error::invalid_input(
            "a cache point has nothing before it in its message: put it behind the last block that is to be cached",
        )),
    }
}
