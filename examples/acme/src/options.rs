use serde_json::{Map, Value};
use surprisal_core::{CallOptions, ProviderOptions, Takes};

use crate::{ChatAcme, PROVIDER};

/// What only Acme has. Bind it to a [`ChatAcme`] or to what wraps one; for a `dyn ChatModel` turn it
/// [into](CallOptions::from) call options, which other providers pass over.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AcmeOptions(Map<String, Value>);

impl AcmeOptions {
    /// No option set.
    pub fn new() -> Self {
        Self::default()
    }

    /// How soon the answer is needed: `now`, `cheap`, `night`.
    #[must_use]
    pub fn lane(mut self, lane: impl Into<String>) -> Self {
        self.0.insert("lane".to_owned(), lane.into().into());
        self
    }
}

impl From<AcmeOptions> for CallOptions {
    fn from(options: AcmeOptions) -> Self {
        Self::new().provider(PROVIDER, options.0)
    }
}

impl ProviderOptions for AcmeOptions {}
impl Takes<AcmeOptions> for ChatAcme {}
