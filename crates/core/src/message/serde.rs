//! The form in which messages are written down: LangChain's, with log probabilities under
//! `response_metadata.logprobs`. It is read by [`super::json`].

use serde::de::{Deserialize, Deserializer, Error as _};
use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};
use serde_json::Value;

use super::json::read_block;
use super::{
    AiMessage, BaseMessage, Choice, Content, ContentBlock, Media, Message, Messages, ToolMessage,
};
use crate::{ContentFilter, FinishReason, Logprobs, ResponseMetadata};

impl Serialize for Content {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if let Some(text) = self.as_plain_text() {
            return serializer.serialize_str(text);
        }
        let mut blocks = serializer.serialize_seq(Some(self.blocks().len()))?;
        for block in self.blocks() {
            blocks.serialize_element(block)?;
        }
        blocks.end()
    }
}

impl Serialize for ContentBlock {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("type", self.kind())?;
        match self {
            Self::Text { text } | Self::Reasoning { text } | Self::Refusal { text } => {
                map.serialize_entry(self.kind(), text)?;
            }
            Self::Image { media, detail } => {
                media.serialize_fields(&mut map)?;
                if let Some(detail) = detail {
                    map.serialize_entry("detail", detail)?;
                }
            }
            Self::Audio { media } => media.serialize_fields(&mut map)?,
            Self::File { media, name } => {
                media.serialize_fields(&mut map)?;
                if let Some(name) = name {
                    map.serialize_entry("name", name)?;
                }
            }
            Self::Opaque { provider, value } => {
                map.serialize_entry("provider", provider)?;
                map.serialize_entry("value", value)?;
            }
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for ContentBlock {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read_block(Value::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

impl Media {
    fn serialize_fields<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
        match self {
            Self::Url(url) => map.serialize_entry("url", url),
            Self::FileId(id) => map.serialize_entry("file_id", id),
            Self::Bytes { media_type, .. } => {
                map.serialize_entry("mime_type", media_type)?;
                map.serialize_entry("base64", &self.to_base64())
            }
        }
    }
}

impl Choice {
    fn serialize_answer<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
        map.serialize_entry("content", &self.content)?;
        map.serialize_entry("tool_calls", &self.tool_calls)?;
        map.serialize_entry("invalid_tool_calls", &self.invalid_tool_calls)
    }
}

impl Serialize for Choice {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("index", &self.index)?;
        self.serialize_answer(&mut map)?;
        map.serialize_entry("finish_reason", &self.finish_reason)?;
        map.serialize_entry("logprobs", &self.logprobs)?;
        if let Some(filter) = self.content_filter() {
            filter.serialize_fields(&mut map)?;
        }
        map.end()
    }
}

impl ContentFilter {
    fn serialize_fields<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
        map.serialize_entry("content_filter_results", self.results())?;
        match self.offsets() {
            Some(offsets) => map.serialize_entry("content_filter_offsets", &offsets),
            None => Ok(()),
        }
    }
}

/// LangChain keeps what belongs to the first choice among the metadata of the answer.
#[derive(serde::Serialize)]
struct WithOutcome<'a> {
    #[serde(flatten)]
    metadata: &'a ResponseMetadata,
    finish_reason: Option<&'a FinishReason>,
    logprobs: &'a Logprobs,
    #[serde(flatten)]
    content_filter: Option<&'a ContentFilter>,
}

impl Serialize for Message {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("type", self.role().as_str())?;
        if let Some(name) = self.name() {
            map.serialize_entry("name", name)?;
        }
        match self {
            Self::Ai(message) => message.serialize_fields(&mut map)?,
            Self::Tool(message) => message.serialize_fields(&mut map)?,
            Self::System(_) | Self::Developer(_) | Self::Human(_) => {
                map.serialize_entry("content", self.content())?;
            }
        }
        map.end()
    }
}

impl AiMessage {
    fn serialize_fields<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
        let mut choices = self.choices();
        if let Some(first) = choices.next() {
            if first.index != 0 {
                map.serialize_entry("index", &first.index)?;
            }
            first.serialize_answer(map)?;
            map.serialize_entry(
                "response_metadata",
                &WithOutcome {
                    metadata: self.response_metadata(),
                    finish_reason: first.finish_reason(),
                    logprobs: first.logprobs(),
                    content_filter: first.content_filter(),
                },
            )?;
        }
        map.serialize_entry("usage_metadata", self.usage())?;
        let others: Vec<&Choice> = choices.collect();
        if !others.is_empty() {
            map.serialize_entry("choices", &others)?;
        }
        Ok(())
    }
}

impl ToolMessage {
    fn serialize_fields<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
        map.serialize_entry("content", self.content())?;
        map.serialize_entry("tool_call_id", self.tool_call_id())?;
        map.serialize_entry("status", if self.is_error() { "error" } else { "success" })
    }
}

impl Serialize for AiMessage {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("type", self.role().as_str())?;
        if let Some(name) = self.name() {
            map.serialize_entry("name", name)?;
        }
        self.serialize_fields(&mut map)?;
        map.end()
    }
}

impl<'de> Deserialize<'de> for Message {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::try_from(Value::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

impl<'de> Deserialize<'de> for AiMessage {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Message::deserialize(deserializer)? {
            Message::Ai(message) => Ok(message),
            other => Err(D::Error::custom(format!(
                "a message of the ai was expected, not of the {}",
                other.role()
            ))),
        }
    }
}

impl Serialize for Messages {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self)
    }
}

impl<'de> Deserialize<'de> for Messages {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::<Message>::deserialize(deserializer).map(Self::from_iter)
    }
}
