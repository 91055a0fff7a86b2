use serde_json::Value;
use surprisal_core::CallOptions;

use crate::dialect::PROVIDER;

/// Which of OpenAI's two interfaces answers a call.
///
/// A model takes Chat Completions unless its builder says otherwise or an option needs the Responses API:
/// `previous_response_id`, `include`, `truncation`, `reasoning_summary`, tools of OpenAI's own, and what
/// else Chat Completions has not. [`ChatOpenAi::api`](crate::ChatOpenAi::api) tells which it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Api {
    /// `/chat/completions`: several choices, `stop`, `seed`, penalties, `logit_bias`; known to most servers.
    ChatCompletions,
    /// `/responses`: reasoning that is carried from turn to turn, OpenAI's own tools, stored conversations.
    Responses,
}

impl Api {
    /// The one that these options need.
    pub(crate) fn needed_by(options: &CallOptions) -> Self {
        match responses_only(options).next() {
            Some(_) => Self::Responses,
            None => Self::ChatCompletions,
        }
    }
}

/// The options of OpenAI's own that are set and that Chat Completions has not.
pub(crate) fn responses_only(options: &CallOptions) -> impl Iterator<Item = &'static str> {
    let own = options.provider.get(PROVIDER);
    RESPONSES_ONLY.into_iter().filter(move |name| {
        own.and_then(|own| own.get(*name))
            .is_some_and(|value| !is_unset(value))
    })
}

/// Whether Chat Completions has no option of this name, be it set or not.
pub(crate) fn is_of_responses_only(name: &str) -> bool {
    RESPONSES_ONLY.contains(&name)
}

/// A later layer takes an option back by null or an empty list.
fn is_unset(value: &Value) -> bool {
    value.is_null() || value.as_array().is_some_and(Vec::is_empty)
}

const RESPONSES_ONLY: [&str; 13] = [
    "background",
    "context_management",
    "conversation",
    "include",
    "instructions",
    "max_tool_calls",
    "previous_response_id",
    "prompt",
    "reasoning",
    "reasoning_summary",
    "text",
    "tools",
    "truncation",
];
