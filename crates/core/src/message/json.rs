//! Messages from JSON: OpenAI's form, LangChain's, and what this library writes down.

use serde_json::{Map, Value};

use super::{
    AiMessage, Choice, Content, ContentBlock, DeveloperMessage, HumanMessage, Media, Message,
    Messages, Role, SystemMessage, ToolMessage,
};
use crate::{Error, FinishReason, InvalidToolCall, Logprobs, Result, ToolCall};

type Object = Map<String, Value>;

impl TryFrom<Value> for Messages {
    type Error = Error;

    /// Reads a text, an object with `role` and `content`, or an array of these and of
    /// `["role", "text"]` pairs.
    fn try_from(value: Value) -> Result<Self> {
        let messages: Self = match value {
            Value::Array(items) => items
                .into_iter()
                .enumerate()
                .map(|(index, item)| {
                    Message::try_from(item).map_err(|error| {
                        Error::invalid_input(format!("message {index}: {}", error.message()))
                    })
                })
                .collect::<Result<_>>()?,
            one => Message::try_from(one)?.into(),
        };
        messages.check()?;
        Ok(messages)
    }
}

impl TryFrom<Value> for Message {
    type Error = Error;

    fn try_from(value: Value) -> Result<Self> {
        match value {
            Value::String(text) => Ok(Self::human(text)),
            Value::Array(pair) => match <[Value; 2]>::try_from(pair) {
                Ok([Value::String(role), content]) => {
                    Self::try_from((role.as_str(), read_content(content)?))
                }
                _ => Err(Error::invalid_input(
                    "a message that is an array must be a pair such as [\"human\", \"hello\"]",
                )),
            },
            Value::Object(object) => read_message(object),
            Value::Null | Value::Bool(_) | Value::Number(_) => Err(Error::invalid_input(
                "a message must be a text, a [role, content] pair or an object with `role` and `content`",
            )),
        }
    }
}

fn read_message(mut object: Object) -> Result<Message> {
    let role: Role = match object.remove("role").or_else(|| object.remove("type")) {
        Some(Value::String(role)) => role.parse()?,
        _ => {
            return Err(Error::invalid_input(
                "a message object needs a `role`, such as \"user\"",
            ));
        }
    };
    let content = match object.remove("content") {
        Some(content) => read_content(content)?,
        None if role == Role::Ai => Content::default(),
        None => {
            return Err(Error::invalid_input(format!(
                "the {role} message has no `content`"
            )));
        }
    };
    let name = take_text(&mut object, "name");
    Ok(match role {
        Role::System => {
            with_name(SystemMessage::new(content), name, SystemMessage::with_name).into()
        }
        Role::Developer => with_name(
            DeveloperMessage::new(content),
            name,
            DeveloperMessage::with_name,
        )
        .into(),
        Role::Human => with_name(HumanMessage::new(content), name, HumanMessage::with_name).into(),
        Role::Ai => with_name(read_ai(object, content)?, name, AiMessage::with_name).into(),
        Role::Tool => {
            let id = take_text(&mut object, "tool_call_id").ok_or_else(|| {
                Error::invalid_input("a tool message needs the `tool_call_id` that it answers")
            })?;
            let is_error = object.get("is_error") == Some(&Value::Bool(true))
                || object.get("status").and_then(Value::as_str) == Some("error");
            let message = ToolMessage::new(id, content).with_error(is_error);
            with_name(message, name, ToolMessage::with_name).into()
        }
    })
}

fn with_name<M>(message: M, name: Option<String>, set: impl FnOnce(M, String) -> M) -> M {
    match name {
        Some(name) => set(message, name),
        None => message,
    }
}

fn read_ai(mut object: Object, content: Content) -> Result<AiMessage> {
    let mut choice = read_choice(&mut object, content)?;
    let mut metadata = match object.remove("response_metadata") {
        Some(Value::Object(metadata)) => metadata,
        _ => Object::new(),
    };
    read_outcome(&mut metadata, &mut choice)?;
    let mut choices = vec![choice];
    if let Some(Value::Array(others)) = object.remove("choices") {
        for other in others {
            let Value::Object(mut other) = other else {
                return Err(Error::invalid_input(
                    "each of an ai message's `choices` must be an object",
                ));
            };
            let content = read_content(other.remove("content").unwrap_or_default())?;
            let mut choice = read_choice(&mut other, content)?;
            read_outcome(&mut other, &mut choice)?;
            choices.push(choice);
        }
    }
    let mut message = AiMessage::from_choices(choices)
        .with_response_metadata(parse(Value::Object(metadata), "response_metadata")?);
    if let Some(usage) = object
        .remove("usage_metadata")
        .filter(|usage| !usage.is_null())
    {
        message = message.with_usage(parse(usage, "usage_metadata")?);
    }
    Ok(message)
}

/// The part of a choice that is in the same place in every form.
fn read_choice(object: &mut Object, mut content: Content) -> Result<Choice> {
    if let Some(refusal) = take_text(object, "refusal").filter(|text| !text.is_empty()) {
        content.push(ContentBlock::refusal(refusal));
    }
    let mut choice = Choice::new(content);
    if let Some(Value::Number(index)) = object.remove("index") {
        let index = index.as_u64().and_then(|index| u32::try_from(index).ok());
        choice.index = index.unwrap_or_default();
    }
    if let Some(Value::Array(calls)) = object.remove("tool_calls") {
        for call in calls {
            match read_tool_call(call)? {
                Ok(call) => choice.tool_calls.push(call),
                Err(invalid) => choice.invalid_tool_calls.push(invalid),
            }
        }
    }
    if let Some(Value::Array(calls)) = object.remove("invalid_tool_calls") {
        for call in calls {
            choice.invalid_tool_calls.push(read_invalid_call(call)?);
        }
    }
    Ok(choice)
}

fn read_outcome(object: &mut Object, choice: &mut Choice) -> Result<()> {
    choice.finish_reason = take_text(object, "finish_reason").map(FinishReason::from);
    if let Some(logprobs) = object.remove("logprobs").filter(|value| !value.is_null()) {
        choice.logprobs = parse::<Logprobs>(logprobs, "logprobs")?;
    }
    Ok(())
}

/// OpenAI nests a call under `function` with its arguments as text; LangChain has `name` and `args`.
fn read_tool_call(call: Value) -> Result<Result<ToolCall, InvalidToolCall>> {
    let Value::Object(mut call) = call else {
        return Err(Error::invalid_input(
            "each of `tool_calls` must be an object",
        ));
    };
    let id = take_text(&mut call, "id").unwrap_or_default();
    let Some(Value::Object(mut function)) = call.remove("function") else {
        call.insert("id".to_owned(), id.into());
        return parse(Value::Object(call), "tool_calls").map(Ok);
    };
    let name = take_text(&mut function, "name").unwrap_or_default();
    let arguments = take_text(&mut function, "arguments").unwrap_or_default();
    Ok(ToolCall::parse(&id, &name, &arguments))
}

/// LangChain leaves at null what it does not know.
fn read_invalid_call(call: Value) -> Result<InvalidToolCall> {
    let Value::Object(mut call) = call else {
        return Err(Error::invalid_input(
            "each of `invalid_tool_calls` must be an object",
        ));
    };
    let mut text = |key| take_text(&mut call, key).unwrap_or_default();
    Ok(InvalidToolCall::new(
        text("id"),
        text("name"),
        text("args"),
        text("error"),
    ))
}

fn read_content(content: Value) -> Result<Content> {
    match content {
        Value::Null => Ok(Content::default()),
        Value::String(text) => Ok(text.into()),
        Value::Array(blocks) => blocks.into_iter().map(read_block).collect(),
        _ => Err(Error::invalid_input(
            "the `content` of a message must be a text or an array of blocks",
        )),
    }
}

fn read_block(block: Value) -> Result<ContentBlock> {
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
            "unknown content block {kind:?}: the blocks are text, image, image_url, audio, input_audio, file, reasoning and refusal"
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

fn take_text(object: &mut Object, key: &str) -> Option<String> {
    match object.remove(key) {
        Some(Value::String(text)) => Some(text),
        _ => None,
    }
}

fn take_object(object: &mut Object, key: &str) -> Object {
    match object.remove(key) {
        Some(Value::Object(inner)) => inner,
        _ => Object::new(),
    }
}

fn parse<T: serde::de::DeserializeOwned>(value: Value, what: &str) -> Result<T> {
    serde_json::from_value(value)
        .map_err(|error| Error::invalid_input(format!("the `{what}` of an ai message: {error}")))
}
