use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use surprisal_core::{Bind, CallOptions};

use crate::ChatOpenAi;

/// What only OpenAI's Chat Completions has. Bind it to a [`ChatOpenAi`]; for a `dyn ChatModel` turn it
/// [into](CallOptions::from) call options, which other providers pass over.
///
/// ```
/// use surprisal_core::{CallOptions, RunnableExt};
/// use surprisal_openai::{ChatOpenAi, OpenAiOptions};
///
/// let llm = ChatOpenAi::builder("gpt-4o-mini")
///     .api_key("secret")
///     .build()?
///     .bind(CallOptions::new().logprobs(true))
///     .bind(OpenAiOptions::new().service_tier("flex").store(false));
/// # Ok::<(), surprisal_core::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct OpenAiOptions {
    /// The class of service: `auto`, `default`, `flex`, `scale`, `priority`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_tier: Option<String>,
    /// How many words to answer with: `low`, `medium`, `high`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verbosity: Option<String>,
    /// Whether OpenAI keeps the answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub store: Option<bool>,
    /// Which requests share a cache.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prompt_cache_key: Option<String>,
    /// A stable name for the user behind the request, hashed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub safety_identifier: Option<String>,
    /// Text that the answer is likely to repeat, as OpenAI's `prediction` object.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prediction: Option<Value>,
}

impl OpenAiOptions {
    /// No option set.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets [`service_tier`](Self#structfield.service_tier).
    #[must_use]
    pub fn service_tier(mut self, tier: impl Into<String>) -> Self {
        self.service_tier = Some(tier.into());
        self
    }

    /// Sets [`verbosity`](Self#structfield.verbosity).
    #[must_use]
    pub fn verbosity(mut self, level: impl Into<String>) -> Self {
        self.verbosity = Some(level.into());
        self
    }

    /// Sets [`store`](Self#structfield.store).
    #[must_use]
    pub fn store(mut self, on: bool) -> Self {
        self.store = Some(on);
        self
    }

    /// Sets [`prompt_cache_key`](Self#structfield.prompt_cache_key).
    #[must_use]
    pub fn prompt_cache_key(mut self, key: impl Into<String>) -> Self {
        self.prompt_cache_key = Some(key.into());
        self
    }

    /// Sets [`safety_identifier`](Self#structfield.safety_identifier).
    #[must_use]
    pub fn safety_identifier(mut self, identifier: impl Into<String>) -> Self {
        self.safety_identifier = Some(identifier.into());
        self
    }

    /// Sets [`prediction`](Self#structfield.prediction) to this text.
    #[must_use]
    pub fn prediction(mut self, text: impl Into<String>) -> Self {
        let text = text.into();
        self.prediction = Some(serde_json::json!({"type": "content", "content": text}));
        self
    }
}

impl From<OpenAiOptions> for CallOptions {
    /// The options under OpenAI's name, field by field as they go on the wire.
    fn from(options: OpenAiOptions) -> Self {
        let fields = match serde_json::to_value(options) {
            Ok(Value::Object(fields)) => fields,
            _ => Map::new(),
        };
        Self::new().provider("openai", fields)
    }
}

impl Bind<ChatOpenAi> for OpenAiOptions {
    fn apply(self, to: &mut CallOptions) {
        Bind::<ChatOpenAi>::apply(CallOptions::from(self), to);
    }
}

impl Bind<&ChatOpenAi> for OpenAiOptions {
    fn apply(self, to: &mut CallOptions) {
        Bind::<ChatOpenAi>::apply(self, to);
    }
}

impl Bind<Arc<ChatOpenAi>> for OpenAiOptions {
    fn apply(self, to: &mut CallOptions) {
        Bind::<ChatOpenAi>::apply(self, to);
    }
}
