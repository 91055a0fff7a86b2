use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use surprisal_core::{CallOptions, ProviderOptions, Takes};

use crate::{ChatMistral, PROVIDER};

/// What only Mistral has. Bind it to a [`ChatMistral`] or to what wraps one; for a `dyn ChatModel` turn it
/// [into](CallOptions::from) call options, which other providers pass over.
///
/// ```
/// use surprisal_core::RunnableExt;
/// use surprisal_mistral::{ChatMistral, MistralOptions};
///
/// let llm = ChatMistral::builder("mistral-small-latest")
///     .api_key("secret")
///     .build()?
///     .bind(MistralOptions::new().safe_prompt(true).prompt_cache_key("chat-7"));
/// # Ok::<(), surprisal_core::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct MistralOptions {
    /// Whether Mistral's safety prompt goes before the conversation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub safe_prompt: Option<bool>,
    /// `reasoning` for the system prompt of reasoning models.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prompt_mode: Option<String>,
    /// Text that the answer is likely to repeat, as Mistral's `Prediction` object.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prediction: Option<Value>,
    /// What the input is checked for, as Mistral's `GuardrailConfig` objects. What is found is refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guardrails: Option<Vec<Value>>,
    /// Which requests share a cache.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prompt_cache_key: Option<String>,
    /// Whether the log probabilities of the prompt's tokens come with the answer, as
    /// [`Channel::Prompt`](surprisal_core::Channel::Prompt). Hosted models refuse it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prompt_logprobs: Option<bool>,
    /// How many alternatives each token of the prompt has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub top_prompt_logprobs: Option<u32>,
}

impl MistralOptions {
    /// No option set.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets [`safe_prompt`](Self#structfield.safe_prompt).
    #[must_use]
    pub fn safe_prompt(mut self, on: bool) -> Self {
        self.safe_prompt = Some(on);
        self
    }

    /// Sets [`prompt_mode`](Self#structfield.prompt_mode).
    #[must_use]
    pub fn prompt_mode(mut self, mode: impl Into<String>) -> Self {
        self.prompt_mode = Some(mode.into());
        self
    }

    /// Sets [`prediction`](Self#structfield.prediction) to this text.
    #[must_use]
    pub fn prediction(mut self, text: impl Into<String>) -> Self {
        let text = text.into();
        self.prediction = Some(json!({"type": "content", "content": text}));
        self
    }

    /// Sets [`guardrails`](Self#structfield.guardrails).
    #[must_use]
    pub fn guardrails(mut self, checks: impl IntoIterator<Item = Value>) -> Self {
        self.guardrails = Some(checks.into_iter().collect());
        self
    }

    /// Sets [`prompt_cache_key`](Self#structfield.prompt_cache_key).
    #[must_use]
    pub fn prompt_cache_key(mut self, key: impl Into<String>) -> Self {
        self.prompt_cache_key = Some(key.into());
        self
    }

    /// Sets [`prompt_logprobs`](Self#structfield.prompt_logprobs).
    #[must_use]
    pub fn prompt_logprobs(mut self, on: bool) -> Self {
        self.prompt_logprobs = Some(on);
        self
    }

    /// Sets [`top_prompt_logprobs`](Self#structfield.top_prompt_logprobs).
    #[must_use]
    pub fn top_prompt_logprobs(mut self, count: u32) -> Self {
        self.top_prompt_logprobs = Some(count);
        self
    }
}

impl From<MistralOptions> for CallOptions {
    /// The options under Mistral's name, field by field as they go on the wire.
    fn from(options: MistralOptions) -> Self {
        let fields = match serde_json::to_value(options) {
            Ok(Value::Object(fields)) => fields,
            _ => Map::new(),
        };
        Self::new().provider(PROVIDER, fields)
    }
}

impl ProviderOptions for MistralOptions {}
impl Takes<MistralOptions> for ChatMistral {}
