//! The form in which chunks are written down, from which they are read back as they were: to the bit of a log
//! probability, and to the block of a content.

use serde::de::{Deserialize, Deserializer};
use serde::ser::{Serialize, Serializer};

use super::{AiMessageChunk, ChoiceChunk};
use crate::logprob::Exact;
use crate::{
    ContentBlock, ContentFilter, FinishReason, Logprobs, ResponseMetadata, ToolCallChunk, Usage,
};

#[derive(serde::Serialize)]
struct WrittenChunk<'a> {
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    choices: &'a [ChoiceChunk],
    #[serde(skip_serializing_if = "Option::is_none")]
    usage: Option<&'a Usage>,
    #[serde(skip_serializing_if = "Option::is_none")]
    response_metadata: Option<&'a ResponseMetadata>,
}

impl Serialize for AiMessageChunk {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let written = WrittenChunk {
            choices: self.choices(),
            usage: self.usage(),
            response_metadata: self.response_metadata(),
        };
        written.serialize(serializer)
    }
}

#[derive(serde::Deserialize)]
struct ReadChunk {
    #[serde(default)]
    choices: Vec<ChoiceChunk>,
    usage: Option<Usage>,
    response_metadata: Option<ResponseMetadata>,
}

impl<'de> Deserialize<'de> for AiMessageChunk {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let read = ReadChunk::deserialize(deserializer)?;
        let mut chunk = Self::default();
        for choice in read.choices {
            chunk.push_choice(choice);
        }
        if let Some(usage) = read.usage {
            chunk = chunk.with_usage(usage);
        }
        Ok(match read.response_metadata {
            Some(metadata) => chunk.with_response_metadata(metadata),
            None => chunk,
        })
    }
}

/// The blocks are written one by one, for the short form of a content tells no empty text from none.
#[derive(serde::Serialize)]
struct WrittenChoice<'a> {
    index: u32,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    content: &'a [ContentBlock],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    tool_call_chunks: &'a [ToolCallChunk],
    #[serde(skip_serializing_if = "Option::is_none")]
    finish_reason: Option<&'a FinishReason>,
    #[serde(skip_serializing_if = "Option::is_none")]
    logprobs: Option<Exact<'a, Logprobs>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_filter: Option<&'a ContentFilter>,
}

impl Serialize for ChoiceChunk {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let logprobs = Some(self.logprobs()).filter(|known| *known != Logprobs::EMPTY);
        let written = WrittenChoice {
            index: self.index(),
            content: self.content().blocks(),
            tool_call_chunks: self.tool_call_chunks(),
            finish_reason: self.finish_reason(),
            logprobs: logprobs.map(Exact),
            content_filter: self.content_filter(),
        };
        written.serialize(serializer)
    }
}

#[derive(serde::Deserialize)]
struct ReadChoice {
    index: u32,
    #[serde(default)]
    content: Vec<ContentBlock>,
    #[serde(default)]
    tool_call_chunks: Vec<ToolCallChunk>,
    finish_reason: Option<FinishReason>,
    #[serde(default)]
    logprobs: Logprobs,
    content_filter: Option<ContentFilter>,
}

impl<'de> Deserialize<'de> for ChoiceChunk {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let read = ReadChoice::deserialize(deserializer)?;
        let choice = Self::new(read.index, read.content)
            .with_finish_reason(read.finish_reason)
            .with_logprobs(read.logprobs)
            .with_content_filter(read.content_filter);
        Ok(read
            .tool_call_chunks
            .into_iter()
            .fold(choice, Self::with_tool_call_chunk))
    }
}
