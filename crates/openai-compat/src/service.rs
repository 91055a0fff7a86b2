use std::fmt;
use std::sync::Arc;

use surprisal_core::{Capabilities, ChatModel, Registry, Result, ScoreText};

use crate::{
    Cerebras, ChatCompletions, DeepSeek, Dialect, Fireworks, Generic, Groq, LlamaCpp, LmStudio,
    MistralRs, OllamaCompat, OpenRouter, Sglang, TensorRtLlm, Tgi, Together, Vllm, Xai,
};

/// What a [`Dialect`] says of its service, as data: to choose a model at run time, to check a set-up, to print a
/// table.
///
/// ```
/// use surprisal_core::{Feature, Support};
/// use surprisal_openai_compat::services;
///
/// let all = services();
/// let with = all.iter().filter(|one| one.capabilities.support(Feature::Logprobs) == Support::Yes);
/// assert!(with.count() > 8);
/// ```
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct Service {
    /// The provider's name.
    pub provider: &'static str,
    /// Where it is, unless told otherwise.
    pub base_url: &'static str,
    /// The environment variable that holds the key.
    pub key_variable: &'static str,
    /// The environment variable that holds another base URL.
    pub base_url_variable: &'static str,
    /// Whether it answers without a key.
    pub key_is_optional: bool,
    /// What it can do.
    pub capabilities: Capabilities,
    from_env: fn(&str) -> Result<Arc<dyn ChatModel>>,
    at: fn(&str, &str) -> Result<Arc<dyn ChatModel>>,
    scorer: fn(&str) -> Result<Arc<dyn ScoreText>>,
}

impl Service {
    /// The service of this dialect.
    pub fn of<D: Dialect>() -> Self {
        Self {
            provider: D::PROVIDER,
            base_url: D::BASE_URL,
            key_variable: D::KEY_VARIABLE,
            base_url_variable: D::BASE_URL_VARIABLE,
            key_is_optional: D::KEY_IS_OPTIONAL,
            capabilities: D::CAPABILITIES,
            from_env: |model| Ok(Arc::new(ChatCompletions::<D>::from_env(model)?)),
            at: |model, base_url| {
                let builder = ChatCompletions::<D>::builder(model).base_url(base_url);
                Ok(Arc::new(builder.build()?))
            },
            scorer: |model| Ok(Arc::new(ChatCompletions::<D>::from_env(model)?)),
        }
    }

    /// A model of this name, with everything else from the environment.
    ///
    /// # Errors
    ///
    /// As [`HttpChatModel::from_env`](surprisal_http::HttpChatModel::from_env).
    pub fn chat_model(&self, model: &str) -> Result<Arc<dyn ChatModel>> {
        (self.from_env)(model)
    }

    /// A model of this name at this base URL, without a key and without a look at the environment: behind a
    /// proxy, or in a test.
    ///
    /// # Errors
    ///
    /// As [`HttpChatModelBuilder::build`](surprisal_http::HttpChatModelBuilder::build).
    pub fn chat_model_at(&self, model: &str, base_url: &str) -> Result<Arc<dyn ChatModel>> {
        (self.at)(model, base_url)
    }

    /// The same model as one that scores given texts.
    ///
    /// # Errors
    ///
    /// As [`HttpChatModel::from_env`](surprisal_http::HttpChatModel::from_env).
    pub fn score_model(&self, model: &str) -> Result<Arc<dyn ScoreText>> {
        (self.scorer)(model)
    }

    /// Makes its models known under the provider's name.
    pub fn register(self, registry: &mut Registry) {
        registry.register(self.provider, move |model| self.chat_model(model));
    }
}

/// The services whose dialects are here, by name.
pub fn services() -> Vec<Service> {
    let mut services = vec![
        Service::of::<Cerebras>(),
        Service::of::<DeepSeek>(),
        Service::of::<Fireworks>(),
        Service::of::<Generic>(),
        Service::of::<Groq>(),
        Service::of::<LlamaCpp>(),
        Service::of::<LmStudio>(),
        Service::of::<MistralRs>(),
        Service::of::<OllamaCompat>(),
        Service::of::<OpenRouter>(),
        Service::of::<Sglang>(),
        Service::of::<TensorRtLlm>(),
        Service::of::<Tgi>(),
        Service::of::<Together>(),
        Service::of::<Vllm>(),
        Service::of::<Xai>(),
    ];
    services.sort_by_key(|service| service.provider);
    services
}

impl fmt::Debug for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Service")
            .field("provider", &self.provider)
            .field("base_url", &self.base_url)
            .field("key_variable", &self.key_variable)
            .field("base_url_variable", &self.base_url_variable)
            .field("key_is_optional", &self.key_is_optional)
            .field("capabilities", &self.capabilities)
            .finish_non_exhaustive()
    }
}
