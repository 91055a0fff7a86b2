use serde::Deserialize;
use serde_json::{Map, Value};

use super::logprobs::Token;
use super::text::Text;

/// An answer, or a part of one: Ollama's `ChatResponse` and `GenerateResponse`. Go leaves out what is empty.
#[derive(Deserialize)]
pub(super) struct Line<'a> {
    #[serde(borrow)]
    pub(super) model: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) created_at: Option<Text<'a>>,
    /// Of `/api/chat`.
    #[serde(borrow)]
    pub(super) message: Option<Message<'a>>,
    /// Of `/api/generate`, as are the next two.
    #[serde(borrow)]
    pub(super) response: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) thinking: Option<Text<'a>>,
    pub(super) tool_calls: Option<Vec<Call>>,
    pub(super) done: Option<bool>,
    #[serde(borrow)]
    pub(super) done_reason: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) logprobs: Option<Vec<Token<'a>>>,
    pub(super) prompt_eval_count: Option<u64>,
    pub(super) eval_count: Option<u64>,
    // The times that it took, in nanoseconds, and who really ran the model.
    total_duration: Option<Value>,
    load_duration: Option<Value>,
    prompt_eval_duration: Option<Value>,
    eval_duration: Option<Value>,
    remote_model: Option<Value>,
    remote_host: Option<Value>,
    pub(super) error: Option<Value>,
}

#[derive(Default, Deserialize)]
pub(super) struct Message<'a> {
    #[serde(borrow)]
    pub(super) content: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) thinking: Option<Text<'a>>,
    pub(super) tool_calls: Option<Vec<Call>>,
    /// Base64 of pictures that the model made.
    #[serde(borrow)]
    pub(super) images: Option<Vec<Text<'a>>>,
}

/// A call of a tool, which comes whole. Older servers give it no id.
#[derive(Deserialize)]
pub(super) struct Call {
    pub(super) id: Option<String>,
    pub(super) function: Function,
}

#[derive(Deserialize)]
pub(super) struct Function {
    pub(super) name: Option<String>,
    /// An object. Other servers that speak so write its text.
    pub(super) arguments: Option<Value>,
}

impl<'a> Line<'a> {
    /// What only Ollama tells of an answer, by its names.
    pub(super) fn take_own(&mut self) -> Map<String, Value> {
        let own = [
            ("total_duration", self.total_duration.take()),
            ("load_duration", self.load_duration.take()),
            ("prompt_eval_duration", self.prompt_eval_duration.take()),
            ("eval_duration", self.eval_duration.take()),
            ("remote_model", self.remote_model.take()),
            ("remote_host", self.remote_host.take()),
        ];
        let said = own
            .into_iter()
            .filter_map(|(name, value)| Some((name.to_owned(), value?)));
        said.collect()
    }

    /// The message of an answer of either interface; `None` if there is nothing of either.
    pub(super) fn take_message(&mut self) -> Option<Message<'a>> {
        if self.message.is_some() || self.response.is_none() {
            return self.message.take();
        }
        Some(Message {
            content: self.response.take(),
            thinking: self.thinking.take(),
            tool_calls: self.tool_calls.take(),
            images: None,
        })
    }
}
