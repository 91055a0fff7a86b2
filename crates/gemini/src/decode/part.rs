use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;
use surprisal_core::{Content, ContentBlock, Error, Media, Result, ToolCallChunk};
use surprisal_http::read_json;

use super::text::Text;
use crate::PROVIDER;
use crate::signature::{Of, Signature};

/// A part of what a candidate says: a text, a call, data, or what only Gemini understands.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Part<'a> {
    text: Option<String>,
    thought: Option<bool>,
    thought_signature: Option<String>,
    #[serde(borrow)]
    function_call: Option<FunctionCall<'a>>,
    #[serde(borrow)]
    inline_data: Option<Blob<'a>>,
    #[serde(borrow)]
    file_data: Option<FileData<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct FunctionCall<'a> {
    id: Option<String>,
    name: Option<String>,
    #[serde(borrow)]
    args: Option<&'a RawValue>,
    partial_args: Option<IgnoredAny>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Blob<'a> {
    #[serde(borrow)]
    mime_type: Option<Text<'a>>,
    #[serde(borrow)]
    data: Option<Text<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct FileData<'a> {
    #[serde(borrow)]
    mime_type: Option<Text<'a>>,
    file_uri: Option<String>,
}

/// What the parts of an event add up to.
pub(super) struct Said {
    pub(super) content: Content,
    pub(super) calls: Vec<ToolCallChunk>,
    pub(super) next_call: u32,
}

impl Said {
    pub(super) fn new(next_call: u32) -> Self {
        Self {
            content: Content::default(),
            calls: Vec::new(),
            next_call,
        }
    }

    fn say(&mut self, block: ContentBlock) {
        self.content += block.into();
    }

    fn text(&mut self, text: String, block: fn(String) -> ContentBlock) {
        if !text.is_empty() {
            self.say(block(text));
        }
    }

    /// A call. It comes whole, as an object.
    fn call(&mut self, call: FunctionCall<'_>) -> Result<u32> {
        if call.partial_args.is_some() {
            return Err(Error::bad_response(
                "the arguments of a call came in pieces: leave `streamFunctionCallArguments` out",
            ));
        }
        let index = self.next_call;
        self.next_call = index.saturating_add(1);
        let mut piece = ToolCallChunk::new(index, call.args.map_or("{}", RawValue::get));
        (piece.id, piece.name) = (call.id.filter(|id| !id.is_empty()), call.name);
        self.calls.push(piece);
        Ok(index)
    }
}

/// Reads the JSON of a part.
pub(super) fn read_part(json: &RawValue, said: &mut Said) -> Result<()> {
    let part: Part<'_> = read_json(json.get())?;
    let is_thought = part.thought == Some(true);
    let mut of = Of::Part;
    if let Some(text) = part.text {
        let bytes = text.len();
        match is_thought {
            true => said.text(text, ContentBlock::reasoning),
            false => said.text(text, ContentBlock::text),
        }
        of = match is_thought {
            true => Of::Thought { bytes },
            false => Of::Text { bytes },
        };
    } else if let Some(call) = part.function_call {
        let index = said.call(call)?;
        of = Of::Call { index };
    } else if let Some(blob) = part.inline_data.filter(|_| !is_thought) {
        said.say(blob.into_block()?);
    } else if let Some(file) = part.file_data {
        said.say(file.into_block());
    } else if part.thought_signature.is_none() {
        // What was run and what came of it, a picture that the model thought of: it goes back as it is.
        said.say(ContentBlock::opaque(PROVIDER, read_json(json.get())?));
    } else {
        // The same with its signature, or the signature alone.
        let whole: serde_json::Map<_, _> = read_json(json.get())?;
        if whole.len() > 1 {
            said.say(ContentBlock::opaque(PROVIDER, whole.into()));
            return Ok(());
        }
        of = Of::Text { bytes: 0 };
    }
    if let Some(signature) = part.thought_signature {
        said.say(Signature { signature, of }.into_block());
    }
    Ok(())
}

impl Blob<'_> {
    fn into_block(self) -> Result<ContentBlock> {
        let kind = self.mime_type.map(Text::into_string).unwrap_or_default();
        let data = self.data.as_ref().map_or("", Text::as_str);
        let media = Media::base64(&kind, data);
        let media = media.map_err(|error| {
            Error::bad_response("the data in the answer is not base64").with_source(error)
        })?;
        Ok(block(&kind, media))
    }
}

impl FileData<'_> {
    fn into_block(self) -> ContentBlock {
        let kind = self.mime_type.as_ref().map_or("", Text::as_str);
        block(kind, Media::Url(self.file_uri.unwrap_or_default()))
    }
}

/// The block for data of this media type.
fn block(media_type: &str, media: Media) -> ContentBlock {
    match media_type.split('/').next() {
        Some("image") => ContentBlock::image(media),
        Some("audio") => ContentBlock::audio(media),
        _ => ContentBlock::file(media, None),
    }
}
