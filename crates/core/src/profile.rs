use std::borrow::Cow;

use crate::{CallOptions, Capabilities, Options as _};

/// Who answers, as far as it is known before a call: what [`RunnableExt::profile`](crate::RunnableExt::profile) tells.
///
/// A wrapper tells the profile of what it wraps; of a chain of several steps nothing is known.
///
/// ```
/// use surprisal_core::{Capabilities, Feature, Profile, Support};
///
/// let profile = Profile::new("acme", "acme-large").with_capabilities(Capabilities::UNKNOWN.yes(&[Feature::Tools]));
/// assert_eq!(profile.model.as_deref(), Some("acme-large"));
/// assert_eq!(profile.capabilities.support(Feature::Tools), Support::Yes);
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Profile {
    /// The provider, as in [`Error::provider`](crate::Error::provider).
    pub provider: Option<Cow<'static, str>>,
    /// The name of the model that is asked for.
    pub model: Option<String>,
    /// Where the requests go, without user, password and query.
    pub endpoint: Option<String>,
    /// What can be asked of it.
    pub capabilities: Capabilities,
    /// The options that hold where a call sets nothing: those that it was built with, and what is bound to it.
    pub options: CallOptions,
    /// Who is asked in its place where it fails.
    pub fallbacks: Vec<Self>,
}

impl Profile {
    /// A model of a provider.
    pub fn new(provider: impl Into<Cow<'static, str>>, model: impl Into<String>) -> Self {
        Self {
            provider: Some(provider.into()),
            model: Some(model.into()),
            ..Self::default()
        }
    }

    /// Sets where the requests go.
    #[must_use]
    pub fn with_endpoint(mut self, url: impl Into<String>) -> Self {
        self.endpoint = Some(url.into());
        self
    }

    /// Sets what can be asked of it.
    #[must_use]
    pub fn with_capabilities(mut self, capabilities: Capabilities) -> Self {
        self.capabilities = capabilities;
        self
    }

    /// Sets the options that hold where a call sets nothing.
    #[must_use]
    pub fn with_options(mut self, options: CallOptions) -> Self {
        self.options = options;
        self
    }

    /// Whether it is known who answers.
    pub fn is_known(&self) -> bool {
        self.provider.is_some() || self.model.is_some()
    }

    /// Lays options over those that hold, for the fallbacks as well: they get them too.
    pub(crate) fn bind(mut self, options: &CallOptions) -> Self {
        self.options = options.clone().or(&self.options);
        let fallbacks = self.fallbacks.into_iter();
        self.fallbacks = fallbacks.map(|fallback| fallback.bind(options)).collect();
        self
    }
}
