use surprisal_core::{
    AiMessageChunk, Availability, ChoiceChunk, Content, ContentBlock, Error, FinishReason,
    Logprobs, Media, Result, ToolCallChunk, Warning,
};
use surprisal_http::{Decode, Decoded, Frame, ended, read_json, unix_seconds};

use super::channels::{Channels, Said};
use super::line::{Call, Line, Message};
use super::logprobs::token;
use super::text::said;
use super::usage::usage;
use crate::error;

/// Reads answers of `/api/chat` and `/api/generate`, whole and in lines, alike.
#[derive(Debug, Default)]
pub struct OllamaDecoder {
    channels: Channels,
    calls: u32,
    has_begun: bool,
    is_over: bool,
}

impl Decode for OllamaDecoder {
    fn frame(&mut self, frame: Frame<'_>) -> Result<Decoded> {
        let mut line: Line<'_> = read_json(frame.data)?;
        if let Some(error) = line
            .error
            .take()
            .and_then(|error| error::stream_error(&error))
        {
            return Err(error);
        }
        let is_last = line.done == Some(true);
        self.is_over |= is_last;
        let message = line.take_message();
        if message.is_none() && line.done.is_none() {
            return Err(Error::bad_response(
                "a line of the answer has neither `message`, `response`, `done` nor `error`",
            ));
        }
        let mut message = message.unwrap_or_default();
        let calls = message.tool_calls.take().unwrap_or_default();
        let (logprobs, is_mixed) = self.logprobs(&line, &message, !calls.is_empty(), is_last);
        let mut choice = ChoiceChunk::new(0, content(&message)?).with_logprobs(logprobs);
        for call in calls {
            choice = choice.with_tool_call_chunk(self.call(call));
        }
        choice = choice.with_finish_reason(self.finish_reason(&line));
        let mut chunk = AiMessageChunk::default().with_choice(choice);
        if let Some(usage) = usage(&line) {
            chunk = chunk.with_usage(usage);
        }
        if !self.has_begun {
            self.has_begun = true;
            let metadata = chunk.response_metadata_mut();
            metadata.model = line.model.as_deref().map(str::to_owned);
            metadata.created = line.created_at.as_deref().and_then(unix_seconds);
        }
        if is_last {
            chunk.response_metadata_mut().extra = line.take_own();
        }
        if is_mixed {
            let warning = Warning::new("logprobs", MIXED);
            chunk.response_metadata_mut().warnings.push(warning);
        }
        Ok(Decoded::Chunk(chunk))
    }

    fn end(&mut self) -> Result<()> {
        ended(self.is_over, "`done`")
    }

    fn is_over(&self) -> bool {
        self.is_over
    }
}

const MIXED: &str = "the tokens of the thinking and of the answer came in one list and cannot be told apart, so all of \
                     them are with the reasoning: stream the answer, or turn thinking off";

impl OllamaDecoder {
    fn logprobs(
        &mut self,
        line: &Line<'_>,
        message: &Message<'_>,
        has_calls: bool,
        is_last: bool,
    ) -> (Logprobs, bool) {
        let tokens = line.logprobs.iter().flatten().map(token).collect();
        let (mut logprobs, is_mixed) = self.channels.sort(
            tokens,
            &Said {
                thinking: said(&message.thinking),
                content: said(&message.content),
                has_calls,
                is_last,
            },
        );
        if line.logprobs.is_some() {
            logprobs.set_availability(Availability::Returned);
        }
        (logprobs, is_mixed)
    }

    /// Calls are counted here: the `index` of some servers begins anew with each line.
    fn call(&mut self, call: Call) -> ToolCallChunk {
        let arguments = match call.function.arguments {
            None | Some(serde_json::Value::Null) => String::new(),
            Some(serde_json::Value::String(text)) => text,
            Some(arguments) => arguments.to_string(),
        };
        let mut piece = ToolCallChunk::new(self.calls, arguments);
        piece.id = call.id.filter(|id| !id.is_empty());
        piece.name = call.function.name;
        self.calls += 1;
        piece
    }

    /// A call ends an answer by `stop`, too.
    fn finish_reason(&self, line: &Line<'_>) -> Option<FinishReason> {
        match said(&line.done_reason) {
            "" => None,
            "stop" if self.calls > 0 => Some(FinishReason::ToolCalls),
            word => Some(word.into()),
        }
    }
}

fn content(message: &Message<'_>) -> Result<Content> {
    let mut content = Content::default();
    let (thinking, text) = (said(&message.thinking), said(&message.content));
    if !thinking.is_empty() {
        content.push(ContentBlock::reasoning(thinking));
    }
    if !text.is_empty() {
        content.push(ContentBlock::text(text));
    }
    for image in message.images.iter().flatten() {
        let media = Media::base64(media_type(image), image).map_err(|error| {
            Error::bad_response("a picture of the answer is not base64").with_source(error)
        })?;
        content.push(ContentBlock::image(media));
    }
    Ok(content)
}

/// The media type of a picture, by how the base64 of its first bytes looks.
fn media_type(base64: &str) -> &'static str {
    match base64 {
        jpeg if jpeg.starts_with("/9j/") => "image/jpeg",
        webp if webp.starts_with("UklGR") => "image/webp",
        _ => "image/png",
    }
}
