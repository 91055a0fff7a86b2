use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use surprisal_core::{CallOptions, Error, Result};

use crate::PROVIDER;

/// Which of OpenAI's two interfaces answers a call.
///
/// It is Chat Completions unless an option needs the Responses API: `previous_response_id`, `include`, `truncation`,
/// `reasoning_summary`, tools of OpenAI's own, and what else Chat Completions has not. As an option of a model, of a binding
/// or of a call it settles it; what the other alone has is then unsupported.
///
/// ```
/// use surprisal_core::RunnableExt;
/// use surprisal_openai::{Api, ChatOpenAi};
///
/// let llm = ChatOpenAi::builder("gpt-5-mini").api_key("secret").build()?;
/// let by_responses = llm.bind(Api::Responses);
/// # Ok::<(), surprisal_core::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Api {
    /// `/chat/completions`: several choices, `stop`, `seed`, penalties, `logit_bias`; known to most servers.
    ChatCompletions,
    /// `/responses`: reasoning that is carried from turn to turn, OpenAI's own tools, stored conversations.
    Responses,
}

impl Api {
    /// The one that answers a call with these options.
    ///
    /// ```
    /// use surprisal_core::{CallOptions, Options};
    /// use surprisal_openai::{Api, ChatOpenAi, OpenAiOptions};
    ///
    /// let stored = OpenAiOptions::new().previous_response_id("resp_1");
    /// let llm = ChatOpenAi::builder("gpt-5-mini").api_key("secret").options(stored).build()?;
    /// assert_eq!(Api::of(llm.options()), Api::Responses);
    ///
    /// let call = CallOptions::from(Api::ChatCompletions);
    /// assert_eq!(Api::of(&call.or(llm.options())), Api::ChatCompletions);
    /// # Ok::<(), surprisal_core::Error>(())
    /// ```
    pub fn of(options: &CallOptions) -> Self {
        // What is none of the two is an error when the request is made.
        let chosen = Self::chosen_by(options).ok().flatten();
        chosen.unwrap_or_else(|| match responses_only(options).next() {
            Some(_) => Self::Responses,
            None => Self::ChatCompletions,
        })
    }

    /// The one that an option chooses, if one does.
    pub(crate) fn chosen_by(options: &CallOptions) -> Result<Option<Self>> {
        let own = options.provider.get(PROVIDER);
        let Some(value) = own.and_then(|own| own.get(API)) else {
            return Ok(None);
        };
        Option::<Self>::deserialize(value).map_err(|_| {
            Error::invalid_input(format!(
                "api is {value}: it is \"chat_completions\" or \"responses\""
            ))
        })
    }
}

/// The options without those of OpenAI's own that Chat Completions has not, be they set or not.
pub(crate) fn of_chat_completions(options: &CallOptions) -> Cow<'_, CallOptions> {
    let is_other = |name: &str| name == API || RESPONSES_ONLY.contains(&name);
    let own = options.provider.get(PROVIDER);
    if own.is_none_or(|own| !own.keys().any(|name| is_other(name))) {
        return Cow::Borrowed(options);
    }
    let mut options = options.clone();
    if let Some(own) = options.provider.get_mut(PROVIDER) {
        own.retain(|name, _| !is_other(name));
    }
    Cow::Owned(options)
}

/// The options of OpenAI's own that are set and that Chat Completions has not.
pub(crate) fn responses_only(options: &CallOptions) -> impl Iterator<Item = &'static str> {
    let own = options.provider.get(PROVIDER);
    RESPONSES_ONLY.into_iter().filter(move |name| {
        own.and_then(|own| own.get(*name))
            .is_some_and(|value| !is_unset(value))
    })
}

/// A later layer takes an option back by null or an empty list.
fn is_unset(value: &Value) -> bool {
    value.is_null() || value.as_array().is_some_and(Vec::is_empty)
}

/// The option of OpenAI's own that chooses the interface. It does not go on the wire.
pub(crate) const API: &str = "api";

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
