use serde_json::{Map, Value};
use surprisal_core::{CallOptions, ProviderOptions, Takes};

use crate::{Chat{{type_name}}, PROVIDER};

/// What only {{type_name}} has. Bind it to a [`Chat{{type_name}}`] or to what wraps one; for a `dyn ChatModel` turn it
/// [into](CallOptions::from) call options, which other providers pass over.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct {{type_name}}Options(Map<String, Value>);

impl {{type_name}}Options {
    /// No option set.
    pub fn new() -> Self {
        Self::default()
    }

    /// FILL: a setter for each option that only this service has, as this one for a field `lane`.
    #[must_use]
    pub fn lane(mut self, lane: impl Into<String>) -> Self {
        self.0.insert("lane".to_owned(), lane.into().into());
        self
    }
}

impl From<{{type_name}}Options> for CallOptions {
    fn from(options: {{type_name}}Options) -> Self {
        Self::new().provider(PROVIDER, options.0)
    }
}

impl ProviderOptions for {{type_name}}Options {}
impl Takes<{{type_name}}Options> for Chat{{type_name}} {}
