use std::sync::Arc;

use surprisal_core::{ChatModel, Registry, Result};

/// Makes a chat model of a name such as `openai:gpt-4o-mini`, with everything else from the environment.
///
/// # Errors
///
/// [`ErrorKind::InvalidInput`](crate::ErrorKind::InvalidInput) if there is no such provider, listing those
/// that there are and the feature to turn on; else the provider's own, such as
/// [`ErrorKind::Authentication`](crate::ErrorKind::Authentication) for a key that is not set.
///
/// ```
/// let error = surprisal::init_chat_model("foo:bar").unwrap_err();
/// assert!(error.message().starts_with(r#"there is no provider "foo", as "foo:bar" asks for"#));
/// ```
pub fn init_chat_model(name: &str) -> Result<Arc<dyn ChatModel>> {
    registry().init_chat_model(name)
}

/// The providers that are compiled in, to which others can be added.
///
/// ```
/// use std::sync::Arc;
/// use surprisal::{ChatModel, Error, Result};
///
/// fn acme(model: &str) -> Result<Arc<dyn ChatModel>> {
///     Err(Error::invalid_input(format!("Acme has no model {model:?}")))
/// }
///
/// let mut registry = surprisal::registry();
/// registry.register("acme", acme);
/// let error = registry.init_chat_model("acme:large").unwrap_err();
/// assert_eq!(error.message(), r#"Acme has no model "large""#);
/// ```
pub fn registry() -> Registry {
    let mut registry = Registry::new();
    #[cfg(feature = "openai")]
    {
        registry.register("openai", |model| {
            Ok(Arc::new(surprisal_openai::ChatOpenAi::from_env(model)?))
        });
        registry.register("azure", |deployment| {
            let model = surprisal_openai::ChatAzureOpenAi::from_env(deployment)?;
            Ok(Arc::new(model))
        });
        for service in surprisal_openai_compat::services() {
            service.register(&mut registry);
        }
    }
    #[cfg(not(feature = "openai"))]
    for provider in ["azure", "openai"] {
        registry.needs_feature(provider, "openai");
    }
    #[cfg(feature = "anthropic")]
    registry.register("anthropic", |model| {
        Ok(Arc::new(surprisal_anthropic::ChatAnthropic::from_env(
            model,
        )?))
    });
    #[cfg(not(feature = "anthropic"))]
    registry.needs_feature("anthropic", "anthropic");
    #[cfg(feature = "cohere")]
    registry.register("cohere", |model| {
        Ok(Arc::new(surprisal_cohere::ChatCohere::from_env(model)?))
    });
    #[cfg(not(feature = "cohere"))]
    registry.needs_feature("cohere", "cohere");
    #[cfg(feature = "gemini")]
    {
        registry.register("gemini", |model| {
            Ok(Arc::new(surprisal_gemini::ChatGemini::from_env(model)?))
        });
        registry.register("vertexai", |model| {
            Ok(Arc::new(surprisal_gemini::ChatVertexAi::from_env(model)?))
        });
    }
    #[cfg(not(feature = "gemini"))]
    registry.needs_feature("gemini", "gemini");
    #[cfg(not(feature = "gemini"))]
    registry.needs_feature("vertexai", "gemini");
    #[cfg(feature = "mistral")]
    registry.register("mistral", |model| {
        Ok(Arc::new(surprisal_mistral::ChatMistral::from_env(model)?))
    });
    #[cfg(not(feature = "mistral"))]
    registry.needs_feature("mistral", "mistral");
    #[cfg(feature = "ollama")]
    registry.register("ollama", |model| {
        Ok(Arc::new(surprisal_ollama::ChatOllama::from_env(model)?))
    });
    #[cfg(not(feature = "ollama"))]
    registry.needs_feature("ollama", "ollama");
    #[cfg(feature = "local")]
    registry.register("local", |model| {
        Ok(Arc::new(surprisal_local::ChatLocal::from_env(model)?))
    });
    #[cfg(not(feature = "local"))]
    registry.needs_feature("local", "local");
    registry
}
