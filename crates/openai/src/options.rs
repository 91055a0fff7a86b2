use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use surprisal_core::{CallOptions, ProviderOptions, Takes};

use crate::{Api, BuiltInTool, ChatAzureOpenAi, ChatOpenAi, PROVIDER};

/// What only OpenAI has, also at Azure. Bind it to a [`ChatOpenAi`], a [`ChatAzureOpenAi`] or to what wraps one; for a
/// `dyn ChatModel` turn it [into](CallOptions::from) call options, which other providers pass over.
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
    /// Which interface answers, whatever the other options need; what it has not is then unsupported. [`Api`] by itself
    /// says the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub api: Option<Api>,
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
    /// Text that the answer is likely to repeat, as OpenAI's `prediction` object. Chat Completions only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prediction: Option<Value>,
    /// The stored answer that this call goes on from, by its id. It and what follows needs the Responses
    /// API, and has it chosen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub previous_response_id: Option<String>,
    /// What else is to come with the answer, such as `reasoning.encrypted_content`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub include: Option<Vec<String>>,
    /// Tools that OpenAI runs itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tools: Option<Vec<BuiltInTool>>,
    /// How the reasoning is summed up: `auto`, `concise`, `detailed`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reasoning_summary: Option<String>,
    /// What is done with more than the model can take: `auto` leaves out the beginning, `disabled` fails.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub truncation: Option<String>,
}

impl OpenAiOptions {
    /// No option set.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets [`api`](Self#structfield.api).
    #[must_use]
    pub fn api(mut self, api: Api) -> Self {
        self.api = Some(api);
        self
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

    /// Sets [`previous_response_id`](Self#structfield.previous_response_id).
    #[must_use]
    pub fn previous_response_id(mut self, id: impl Into<String>) -> Self {
        self.previous_response_id = Some(id.into());
        self
    }

    /// Sets [`include`](Self#structfield.include).
    #[must_use]
    pub fn include(mut self, names: impl IntoIterator<Item: Into<String>>) -> Self {
        self.include = Some(names.into_iter().map(Into::into).collect());
        self
    }

    /// Sets [`tools`](Self#structfield.tools).
    #[must_use]
    pub fn tools(mut self, tools: impl IntoIterator<Item = BuiltInTool>) -> Self {
        self.tools = Some(tools.into_iter().collect());
        self
    }

    /// Sets [`reasoning_summary`](Self#structfield.reasoning_summary).
    #[must_use]
    pub fn reasoning_summary(mut self, kind: impl Into<String>) -> Self {
        self.reasoning_summary = Some(kind.into());
        self
    }

    /// Sets [`truncation`](Self#structfield.truncation).
    #[must_use]
    pub fn truncation(mut self, how: impl Into<String>) -> Self {
        self.truncation = Some(how.into());
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
        Self::new().provider(PROVIDER, fields)
    }
}

impl From<Api> for CallOptions {
    /// The options under OpenAI's name of which none but the interface is set.
    fn from(api: Api) -> Self {
        OpenAiOptions::new().api(api).into()
    }
}

impl ProviderOptions for OpenAiOptions {}
impl Takes<OpenAiOptions> for ChatOpenAi {}
impl Takes<OpenAiOptions> for ChatAzureOpenAi {}

impl ProviderOptions for Api {}
impl Takes<Api> for ChatOpenAi {}
impl Takes<Api> for ChatAzureOpenAi {}
