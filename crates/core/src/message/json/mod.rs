//! Messages from JSON: OpenAI's form, LangChain's, and what this library writes down.

mod content;

pub(super) use content::read_block;
use content::read_content;
use serde_json::{Map, Value};

use super::{
    AiMessage, Choice, Content, ContentBlock, DeveloperMessage, HumanMessage, Message, Messages,
    Role, SystemMessage, ToolMessage,
};
use crate::{ContentFilter, Error, FinishReason, InvalidToolCall, Logprobs, Result, ToolCall};

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
    let filter: Object = ["content_filter_results", "content_filter_offsets"]
        .into_iter()
        .filter_map(|key| object.remove_entry(key))
        .collect();
    if !filter.is_empty() {
        let filter: ContentFilter = parse(filter.into(), "content_filter_results")?;
        choice.content_filter = ContentFilter::boxed(Some(filter));
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

fn take_text(object: &mut Object, key: &str) -> Option<String> {
    match object.remove(key) {
        Some(Value::String(text)) => Some(text),
        _ => None,
    }
}

fn parse<T: serde::de::DeserializeOwned>(value: Value, what: &str) -> Result<T> {
    serde_json::from_value(value)
        .map_err(|error| Error::invalid_input(format!("the `{what}` of an ai message: {error}")))
}
