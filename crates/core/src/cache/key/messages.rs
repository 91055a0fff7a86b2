use super::canonical::{Canonical, Text};
use crate::{
    AiMessage, BaseMessage as _, Choice, Content, ContentBlock, InvalidToolCall, Media, Message,
    ToolCall, ToolMessage,
};

impl Canonical for [Message] {
    fn write(&self, text: &mut Text) {
        text.list(self.iter());
    }
}

impl Canonical for Message {
    fn write(&self, text: &mut Text) {
        text.record(|text| {
            text.add(self.role().as_str()).set("name", self.name());
            match self {
                Self::System(_) | Self::Developer(_) | Self::Human(_) => text.add(self.content()),
                Self::Ai(message) => text.add(message),
                Self::Tool(message) => text.add(message),
            };
        });
    }
}

impl Canonical for AiMessage {
    fn write(&self, text: &mut Text) {
        let choices: Vec<&Choice> = self.choices().collect();
        choices.write(text);
    }
}

impl Canonical for Choice {
    fn write(&self, text: &mut Text) {
        // What is known of an answer is no part of what it says.
        let Self {
            index,
            content,
            tool_calls,
            invalid_tool_calls,
            finish_reason: _,
            logprobs: _,
            content_filter: _,
        } = self;
        text.record(|text| {
            text.add(index)
                .add(content)
                .add(tool_calls)
                .add(invalid_tool_calls);
        });
    }
}

impl Canonical for ToolMessage {
    fn write(&self, text: &mut Text) {
        text.add(self.content())
            .add(self.tool_call_id())
            .add(&self.is_error());
    }
}

impl Canonical for Content {
    fn write(&self, text: &mut Text) {
        text.list(self.blocks().iter());
    }
}

impl Canonical for ContentBlock {
    fn write(&self, text: &mut Text) {
        text.record(|text| {
            text.add(self.kind());
            match self {
                Self::Text { text: said }
                | Self::Reasoning { text: said }
                | Self::Refusal { text: said } => text.add(said),
                Self::Image { media, detail } => text.add(media).set("detail", detail.as_ref()),
                Self::Audio { media } => text.add(media),
                Self::File { media, name } => text.add(media).set("name", name.as_ref()),
                Self::Opaque { provider, value } => text.add(provider).add(&**value),
            };
        });
    }
}

impl Canonical for Media {
    fn write(&self, text: &mut Text) {
        match self {
            Self::Url(url) => text.set("url", Some(url)),
            Self::Bytes { media_type, data } => text.add(media_type).add(data.as_slice()),
            Self::FileId(id) => text.set("file_id", Some(id)),
        };
    }
}

impl Canonical for ToolCall {
    fn write(&self, text: &mut Text) {
        let Self {
            id,
            name,
            arguments,
        } = self;
        text.record(|text| {
            text.add(id).add(name).add(arguments);
        });
    }
}

impl Canonical for InvalidToolCall {
    fn write(&self, text: &mut Text) {
        let Self {
            id,
            name,
            arguments,
            error,
        } = self;
        text.record(|text| {
            text.add(id).add(name).add(arguments).add(error);
        });
    }
}
