use std::ops::AddAssign;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{RateLimits, Warning};
use crate::PromptFilter;

/// What a provider says about its answer as a whole.
///
/// `+=` is the merge law of a stream: a scalar is set once, by the first chunk that has it; lists grow.
///
/// ```
/// use surprisal_core::{ChatModel, Result, RunnableExt};
///
/// async fn who_answers(model: impl ChatModel) -> Result<Option<String>> {
///     let answer = model.invoke("hello").await?;
///     let metadata = answer.response_metadata();
///     println!("request {:?}, limits {:?}", metadata.request_id, metadata.rate_limits);
///     Ok(metadata.model.clone())
/// }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct ResponseMetadata {
    /// The provider's name, as in [`Error::provider`](crate::Error::provider).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
    /// The answer's id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The model that answered, which may be more precise than the one that was asked for.
    #[serde(rename = "model_name", skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// Which configuration of the provider's system answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub system_fingerprint: Option<String>,
    /// The class of service.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_tier: Option<String>,
    /// When the answer was made, in seconds since 1970.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created: Option<u64>,
    /// The provider's id of the request: what its support asks for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// What the headers say about limits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rate_limits: Option<RateLimits>,
    /// What the provider's content filter says of the prompt, where it tells.
    #[serde(
        rename = "prompt_filter_results",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub prompt_filters: Vec<PromptFilter>,
    /// Whether the answer was kept from an earlier call, so that its usage has been paid for already.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub cached: bool,
    /// What else the provider says of its answer and others do not, by its names on the wire.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub extra: Map<String, Value>,
    /// What was asked for and did not happen.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<Warning>,
    /// The provider's own JSON, one text for each body or event, where
    /// [`CallOptions::raw`](crate::CallOptions::raw) asked for it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub raw: Vec<String>,
}

impl AddAssign for ResponseMetadata {
    fn add_assign(&mut self, later: Self) {
        let Self {
            provider,
            id,
            model,
            system_fingerprint,
            service_tier,
            created,
            request_id,
            rate_limits,
            mut prompt_filters,
            cached,
            extra,
            mut warnings,
            mut raw,
        } = later;
        set_once(&mut self.provider, provider);
        set_once(&mut self.id, id);
        set_once(&mut self.model, model);
        set_once(&mut self.system_fingerprint, system_fingerprint);
        set_once(&mut self.service_tier, service_tier);
        set_once(&mut self.created, created);
        set_once(&mut self.request_id, request_id);
        set_once(&mut self.rate_limits, rate_limits);
        self.cached = self.cached || cached;
        for (name, value) in extra {
            self.extra.entry(name).or_insert(value);
        }
        self.prompt_filters.append(&mut prompt_filters);
        self.warnings.append(&mut warnings);
        self.raw.append(&mut raw);
    }
}

fn set_once<T>(known: &mut Option<T>, later: Option<T>) {
    if known.is_none() {
        *known = later;
    }
}
