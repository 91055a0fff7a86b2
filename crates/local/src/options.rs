use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use surprisal_core::{CallOptions, ProviderOptions, Takes};

use crate::ChatLocal;

/// What only the local model has. Bind it to a [`ChatLocal`]; for a `dyn ChatModel` turn it
/// [into](CallOptions::from) call options, which other providers pass over.
///
/// ```
/// use surprisal_core::{CallOptions, RunnableExt};
/// use surprisal_local::{ChatLocal, LocalOptions};
///
/// let llm = ChatLocal::from_env("smollm2-135m")?
///     .bind(CallOptions::new().logprobs(true).temperature(0.7))
///     .bind(LocalOptions::new().min_p(0.1).prompt_logprobs(true));
/// # Ok::<(), surprisal_core::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct LocalOptions {
    /// Sample only from so many of the likeliest tokens; at least 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub top_k: Option<u32>,
    /// Sample only from tokens that are at least this share as likely as the likeliest, 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_p: Option<f64>,
    /// Whether the log probabilities of the answer are those that the token was drawn by, after temperature,
    /// penalties, biases and filters ([`Basis::Sampling`](surprisal_core::Basis)), and not the model's own
    /// ([`Basis::Raw`](surprisal_core::Basis)).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sampling_logprobs: Option<bool>,
    /// Whether to give the log probabilities of the prompt's tokens too, in
    /// [`Channel::Prompt`](surprisal_core::Channel) of the first choice; needs `logprobs`. They are always the
    /// model's own, and the first token has none, since nothing comes before it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prompt_logprobs: Option<bool>,
}

impl LocalOptions {
    /// No option set.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets [`top_k`](Self#structfield.top_k).
    #[must_use]
    pub fn top_k(mut self, count: u32) -> Self {
        self.top_k = Some(count);
        self
    }

    /// Sets [`min_p`](Self#structfield.min_p).
    #[must_use]
    pub fn min_p(mut self, share: f64) -> Self {
        self.min_p = Some(share);
        self
    }

    /// Sets [`sampling_logprobs`](Self#structfield.sampling_logprobs).
    #[must_use]
    pub fn sampling_logprobs(mut self, on: bool) -> Self {
        self.sampling_logprobs = Some(on);
        self
    }

    /// Sets [`prompt_logprobs`](Self#structfield.prompt_logprobs).
    #[must_use]
    pub fn prompt_logprobs(mut self, on: bool) -> Self {
        self.prompt_logprobs = Some(on);
        self
    }
}

impl From<LocalOptions> for CallOptions {
    /// The options under the local provider's name.
    fn from(options: LocalOptions) -> Self {
        let fields = match serde_json::to_value(options) {
            Ok(Value::Object(fields)) => fields,
            _ => Map::new(),
        };
        Self::new().provider(crate::PROVIDER, fields)
    }
}

impl ProviderOptions for LocalOptions {}
impl Takes<LocalOptions> for ChatLocal {}
