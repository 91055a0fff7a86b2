//! What is said, by the conventions' JSON schemas of input and output messages.

use serde::Serialize;
use serde_json::{Map, Value};
use surprisal_core::{
    AiMessage, BaseMessage, Choice, Content, ContentBlock, FinishReason, Media, Message, Messages,
    Role, ToolMessage,
};

/// `gen_ai.input.messages`.
pub(crate) fn input(messages: &Messages) -> Option<String> {
    let said: Vec<_> = messages.iter().map(Said::from).collect();
    serde_json::to_string(&said).ok()
}

/// `gen_ai.output.messages`: one message a choice.
pub(crate) fn output(answer: &AiMessage) -> Option<String> {
    let said = answer.choices().map(|choice| Said {
        role: "assistant",
        parts: parts_of_choice(choice),
        name: None,
        finish_reason: Some(finish_reason(choice)),
    });
    serde_json::to_string(&said.collect::<Vec<_>>()).ok()
}

#[derive(Serialize)]
struct Said<'a> {
    role: &'a str,
    parts: Vec<Part<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    finish_reason: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Part<'a> {
    Text {
        content: &'a str,
    },
    Reasoning {
        content: &'a str,
    },
    Refusal {
        content: &'a str,
    },
    Uri {
        modality: &'static str,
        uri: &'a str,
    },
    File {
        modality: &'static str,
        file_id: &'a str,
    },
    Blob {
        modality: &'static str,
        mime_type: &'a str,
        content: String,
    },
    ToolCall {
        id: Option<&'a str>,
        name: &'a str,
        arguments: Arguments<'a>,
    },
    ToolCallResponse {
        id: &'a str,
        response: Response<'a>,
    },
    /// What only its provider can read, and what is not known here.
    Opaque,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Arguments<'a> {
    Whole(&'a Map<String, Value>),
    /// As far as it came.
    Text(&'a str),
}

#[derive(Serialize)]
#[serde(untagged)]
enum Response<'a> {
    Text(&'a str),
    Parts(Vec<Part<'a>>),
}

impl<'a> From<&'a Message> for Said<'a> {
    fn from(message: &'a Message) -> Self {
        Self {
            role: match message.role() {
                Role::Human => "user",
                Role::Ai => "assistant",
                role => role.as_str(),
            },
            parts: match message {
                Message::Ai(answer) => answer.choices().take(1).flat_map(parts_of_choice).collect(),
                Message::Tool(result) => vec![result.into()],
                other => parts_of(other.content()),
            },
            name: message.name(),
            finish_reason: None,
        }
    }
}

impl<'a> From<&'a ToolMessage> for Part<'a> {
    fn from(result: &'a ToolMessage) -> Self {
        let content = result.content();
        Self::ToolCallResponse {
            id: result.tool_call_id(),
            response: match content.as_plain_text() {
                Some(text) => Response::Text(text),
                None => Response::Parts(parts_of(content)),
            },
        }
    }
}

impl<'a> From<&'a ContentBlock> for Part<'a> {
    fn from(block: &'a ContentBlock) -> Self {
        match block {
            ContentBlock::Text { text: content, .. } => Self::Text { content },
            ContentBlock::Reasoning { text: content, .. } => Self::Reasoning { content },
            ContentBlock::Refusal { text: content, .. } => Self::Refusal { content },
            ContentBlock::Image { media, .. } => Self::media("image", media),
            ContentBlock::Audio { media, .. } => Self::media("audio", media),
            ContentBlock::File { media, .. } => Self::media("document", media),
            _ => Self::Opaque,
        }
    }
}

impl<'a> Part<'a> {
    fn media(modality: &'static str, media: &'a Media) -> Self {
        match media {
            Media::Url(uri) => Self::Uri { modality, uri },
            Media::FileId(file_id) => Self::File { modality, file_id },
            Media::Bytes { media_type, .. } => Self::Blob {
                modality,
                mime_type: media_type,
                content: media.to_base64().unwrap_or_default(),
            },
            _ => Self::Opaque,
        }
    }

    fn tool_call(id: &'a str, name: &'a str, arguments: Arguments<'a>) -> Self {
        Self::ToolCall {
            id: Some(id).filter(|id| !id.is_empty()),
            name,
            arguments,
        }
    }
}

fn parts_of(content: &Content) -> Vec<Part<'_>> {
    content.blocks().iter().map(Part::from).collect()
}

fn parts_of_choice(choice: &Choice) -> Vec<Part<'_>> {
    let mut parts = parts_of(choice.content());
    parts.extend(choice.tool_calls().iter().map(|call| {
        let arguments = Arguments::Whole(&call.arguments);
        Part::tool_call(&call.id, &call.name, arguments)
    }));
    parts.extend(choice.invalid_tool_calls().iter().map(|call| {
        let arguments = Arguments::Text(&call.arguments);
        Part::tool_call(&call.id, &call.name, arguments)
    }));
    parts
}

/// Where there is none, the answer broke off.
fn finish_reason(choice: &Choice) -> &str {
    match choice.finish_reason() {
        Some(FinishReason::ToolCalls) => "tool_call",
        Some(reason) => reason.as_str(),
        None => "error",
    }
}
