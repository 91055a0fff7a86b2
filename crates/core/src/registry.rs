use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use crate::{ChatModel, Error, Result};

type Constructor = Arc<dyn Fn(&str) -> Result<Arc<dyn ChatModel>> + Send + Sync>;

/// Providers by name, for models that are chosen at run time. A value, not a global: whoever has a
/// provider of their own registers it in the value that they use.
///
/// ```
/// use std::sync::Arc;
/// use surprisal_core::{ChatModel, Registry, Result};
///
/// fn acme(model: &str) -> Result<Arc<dyn ChatModel>> {
///     # let _ = model;
///     # Err(surprisal_core::Error::invalid_input("for the example"))
/// }
///
/// let mut registry = Registry::new();
/// registry.register("acme", acme);
/// let error = registry.init_chat_model("foo:large").unwrap_err();
/// assert_eq!(
///     error.message(),
///     r#"there is no provider "foo", as "foo:large" asks for: the providers are acme"#
/// );
/// ```
#[derive(Clone, Default)]
pub struct Registry {
    constructors: BTreeMap<String, Constructor>,
    /// Names with the feature that would register them.
    features: BTreeMap<String, String>,
}

impl Registry {
    /// No provider.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a provider, or puts it in the place of one of the same name. The constructor gets the name of
    /// the model.
    pub fn register(
        &mut self,
        provider: impl Into<String>,
        constructor: impl Fn(&str) -> Result<Arc<dyn ChatModel>> + Send + Sync + 'static,
    ) {
        self.constructors
            .insert(provider.into(), Arc::new(constructor));
    }

    /// Names the feature that must be turned on to have a provider.
    pub fn needs_feature(&mut self, provider: impl Into<String>, feature: impl Into<String>) {
        self.features.insert(provider.into(), feature.into());
    }

    /// The names of the providers.
    pub fn providers(&self) -> impl Iterator<Item = &str> {
        self.constructors.keys().map(String::as_str)
    }

    /// Makes a model of a name such as `openai:gpt-4o-mini`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`](crate::ErrorKind::InvalidInput) if there is no such provider, listing
    /// those that there are and the feature to turn on; else the provider's own.
    pub fn init_chat_model(&self, name: &str) -> Result<Arc<dyn ChatModel>> {
        let Some((provider, model)) = name.split_once(':') else {
            return Err(Error::invalid_input(format!(
                "{name:?} names no provider: write it as provider:model, such as \"openai:gpt-4o-mini\"; {}",
                self.known()
            )));
        };
        if let Some(constructor) = self.constructors.get(provider) {
            return constructor(model);
        }
        Err(Error::invalid_input(match self.features.get(provider) {
            Some(feature) => format!(
                "the provider {provider:?} is not compiled in: turn on the feature `{feature}`; {}",
                self.known()
            ),
            None => format!(
                "there is no provider {provider:?}, as {name:?} asks for: {}",
                self.known()
            ),
        }))
    }

    fn known(&self) -> String {
        let names: Vec<&str> = self.providers().collect();
        match names.as_slice() {
            [] => "no provider is compiled in".to_owned(),
            names => format!("the providers are {}", names.join(", ")),
        }
    }
}

impl fmt::Debug for Registry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.providers()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(registry: &Registry, name: &str) -> String {
        let error = registry.init_chat_model(name).unwrap_err();
        error.message().to_owned()
    }

    #[test]
    fn a_provider_that_is_not_compiled_in_names_its_feature() {
        let mut registry = Registry::default();
        registry.needs_feature("openai", "openai");
        assert_eq!(
            message(&registry, "openai:gpt-4o-mini"),
            "the provider \"openai\" is not compiled in: turn on the feature `openai`; no provider is compiled in"
        );
    }

    #[test]
    fn a_name_without_a_provider_says_how_to_write_it() {
        let mut registry = Registry::default();
        for name in ["b", "a"] {
            registry.register(name, |_| Err(Error::invalid_input("no such model")));
        }
        assert_eq!(
            message(&registry, "gpt-4o-mini"),
            "\"gpt-4o-mini\" names no provider: write it as provider:model, such as \"openai:gpt-4o-mini\"; \
             the providers are a, b"
        );
        assert_eq!(message(&registry, "a:any"), "no such model");
    }
}
