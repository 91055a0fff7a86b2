//! A chat model that gives the answers of a script, tool calls and all, and keeps what it was asked.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use futures::stream;
use serde_json::{Map, Value, json};
use surprisal_core::{
    AiMessage, AiMessageChunk, CallOptions, Capabilities, Channel, Choice, ChoiceChunk,
    ChunkStream, Error, ErrorKind, Feature, FinishReason, Logprobs, Messages, Profile, Result,
    Runnable, TokenLogprob, ToolCall, ToolCallChunk, TopLogprob, Usage,
};
use surprisal_schema::{JsonSchema, Tool};

#[derive(Clone, Debug, Default)]
pub(crate) struct Scripted {
    state: Arc<Mutex<State>>,
    profile: Profile,
}

#[derive(Debug, Default)]
struct State {
    script: VecDeque<Result<Vec<Result<AiMessageChunk>>>>,
    calls: Vec<Call>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Call {
    pub(crate) messages: Messages,
    pub(crate) options: CallOptions,
    pub(crate) stream: bool,
}

impl Scripted {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// A model of a service without these.
    pub(crate) fn without(features: &[Feature]) -> Self {
        let capabilities = Capabilities::UNKNOWN.no(features);
        Self {
            profile: Profile::new("acme", "acme").with_capabilities(capabilities),
            ..Self::default()
        }
    }

    pub(crate) fn answer(self, message: AiMessage) -> Self {
        self.chunks([AiMessageChunk::from(message)])
    }

    pub(crate) fn chunks(self, chunks: impl IntoIterator<Item = AiMessageChunk>) -> Self {
        self.items(chunks.into_iter().map(Ok))
    }

    pub(crate) fn items(self, items: impl IntoIterator<Item = Result<AiMessageChunk>>) -> Self {
        let items = items.into_iter().collect();
        self.state.lock().unwrap().script.push_back(Ok(items));
        self
    }

    pub(crate) fn fail(self, error: Error) -> Self {
        self.state.lock().unwrap().script.push_back(Err(error));
        self
    }

    pub(crate) fn calls(&self) -> Vec<Call> {
        self.state.lock().unwrap().calls.clone()
    }

    fn next(
        &self,
        messages: Messages,
        options: CallOptions,
        stream: bool,
    ) -> Result<Vec<Result<AiMessageChunk>>> {
        messages.check()?;
        options.check()?;
        let mut state = self.state.lock().unwrap();
        state.calls.push(Call {
            messages,
            options,
            stream,
        });
        state.script.pop_front().unwrap()
    }
}

#[async_trait]
impl Runnable for Scripted {
    type Input = Messages;
    type Output = AiMessage;
    type Chunk = AiMessageChunk;
    type Options = CallOptions;

    async fn invoke_opts(&self, input: Messages, options: CallOptions) -> Result<AiMessage> {
        let items = self.next(input, options, false)?;
        Ok(items
            .into_iter()
            .collect::<Result<AiMessageChunk>>()?
            .into())
    }

    async fn stream_opts(
        &self,
        input: Messages,
        options: CallOptions,
    ) -> Result<ChunkStream<AiMessageChunk>> {
        let items = self.next(input, options, true)?;
        Ok(Box::pin(stream::iter(items)))
    }

    fn profile_opts(&self, _: &Self::Options) -> Profile {
        self.profile.clone()
    }
}

pub(crate) fn arguments(json: Value) -> Map<String, Value> {
    match json {
        Value::Object(arguments) => arguments,
        other => panic!("{other} is no object"),
    }
}

pub(crate) fn call(id: &str, name: &str, json: Value) -> ToolCall {
    ToolCall::new(id, name, arguments(json))
}

/// An answer of this text that cost 10 tokens in and 3 out, with a log probability.
pub(crate) fn says(text: &str) -> AiMessage {
    let choice = Choice::new(text)
        .with_finish_reason(FinishReason::Stop)
        .with_logprobs(scored(text));
    AiMessage::from(choice).with_usage(Usage::new(10, 3))
}

pub(crate) fn calls(calls: impl IntoIterator<Item = ToolCall>) -> AiMessage {
    let choice = Choice::default()
        .with_tool_calls(calls)
        .with_finish_reason(FinishReason::ToolCalls);
    AiMessage::from(choice).with_usage(Usage::new(10, 3))
}

pub(crate) fn scored(text: &str) -> Logprobs {
    let token = TokenLogprob::from(TopLogprob::new(text, -0.5).with_bytes(text.as_bytes()));
    Logprobs::new(Channel::Content, vec![token])
}

/// The text in pieces of one letter each, then why it ended.
pub(crate) fn spelt(text: &str, end: FinishReason) -> Vec<AiMessageChunk> {
    let piece = |choice| AiMessageChunk::default().with_choice(choice);
    let letters = text.chars().map(|letter| {
        let letter = letter.to_string();
        piece(ChoiceChunk::new(0, &letter).with_logprobs(scored(&letter)))
    });
    let last = ChoiceChunk::new(0, "").with_finish_reason(end);
    let last = piece(last).with_usage(Usage::new(10, 3));
    letters.chain([last]).collect()
}

/// A call in pieces of one letter each.
pub(crate) fn spelt_call(id: &str, name: &str, json: &str) -> Vec<AiMessageChunk> {
    let piece = |call| {
        AiMessageChunk::default().with_choice(ChoiceChunk::default().with_tool_call_chunk(call))
    };
    let first = ToolCallChunk::new(0, "").with_id(id).with_name(name);
    let letters = json.chars().map(|letter| ToolCallChunk::new(0, letter));
    let end = ChoiceChunk::new(0, "").with_finish_reason(FinishReason::ToolCalls);
    let end = AiMessageChunk::default().with_choice(end);
    [first]
        .into_iter()
        .chain(letters)
        .map(piece)
        .chain([end])
        .collect()
}

pub(crate) fn refused(option: &'static str) -> Error {
    Error::new(ErrorKind::Unsupported, "no such option").with_option(option)
}

#[derive(serde::Deserialize, JsonSchema)]
pub(crate) struct Place {
    /// The name of the city.
    pub(crate) city: String,
}

/// Says that it rains.
pub(crate) fn weather() -> Tool {
    let rains = async |place: Place| -> Result<String> { Ok(format!("rain in {}", place.city)) };
    Tool::new("get_weather", "The weather in a city", rains)
}

#[derive(Clone, Debug, PartialEq, serde::Deserialize, serde::Serialize, JsonSchema)]
/// Somebody.
pub(crate) struct Person {
    pub(crate) name: String,
    pub(crate) age: Option<u32>,
}

pub(crate) fn ann() -> Person {
    Person {
        name: "Ann".to_owned(),
        age: Some(7),
    }
}

pub(crate) fn ann_json() -> Value {
    json!({ "name": "Ann", "age": 7 })
}
