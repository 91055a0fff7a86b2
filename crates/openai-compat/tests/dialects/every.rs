//! The dialects as data, each with a model in front of a server.

use std::sync::Arc;

use surprisal_core::{Capabilities, ChatModel};
use surprisal_openai_compat::{
    Cerebras, DeepSeek, Dialect, Fireworks, Generic, Groq, LlamaCpp, LmStudio, MistralRs,
    OllamaCompat, OpenRouter, Service, Sglang, TensorRtLlm, Tgi, Together, Vllm, Xai, services,
};

use crate::support::builder;

/// A dialect.
pub(crate) struct Every {
    pub(crate) service: Service,
    pub(crate) max_tokens: &'static str,
    pub(crate) stream_options: bool,
    model: fn(&str, Option<Capabilities>) -> Arc<dyn ChatModel>,
}

impl Every {
    fn of<D: Dialect>() -> Self {
        Self {
            service: Service::of::<D>(),
            max_tokens: D::MAX_TOKENS,
            stream_options: D::STREAM_OPTIONS,
            model: |url, capabilities| {
                let builder = builder::<D>(url).api_key("secret");
                let builder = match capabilities {
                    Some(capabilities) => builder.protocol(|chat| chat.capabilities = capabilities),
                    None => builder,
                };
                Arc::new(builder.build().unwrap())
            },
        }
    }

    /// A model that asks the server at this URL, with what the service can do unless told otherwise.
    pub(crate) fn model(
        &self,
        url: &str,
        capabilities: Option<Capabilities>,
    ) -> Arc<dyn ChatModel> {
        (self.model)(url, capabilities)
    }
}

/// Every dialect of [`services`].
pub(crate) fn every() -> Vec<Every> {
    let mut every = vec![
        Every::of::<Cerebras>(),
        Every::of::<DeepSeek>(),
        Every::of::<Fireworks>(),
        Every::of::<Generic>(),
        Every::of::<Groq>(),
        Every::of::<LlamaCpp>(),
        Every::of::<LmStudio>(),
        Every::of::<MistralRs>(),
        Every::of::<OllamaCompat>(),
        Every::of::<OpenRouter>(),
        Every::of::<Sglang>(),
        Every::of::<TensorRtLlm>(),
        Every::of::<Tgi>(),
        Every::of::<Together>(),
        Every::of::<Vllm>(),
        Every::of::<Xai>(),
    ];
    every.sort_by_key(|one| one.service.provider);
    every
}

#[test]
fn every_service_is_tested_here() {
    let here = every();
    let names = here.iter().map(|one| one.service.provider);
    assert!(names.eq(services().iter().map(|service| service.provider)));
}
