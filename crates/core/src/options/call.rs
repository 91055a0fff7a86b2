use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Map, Value};

use super::{Policy, ReasoningEffort, ResponseFormat};
use crate::{Secret, ToolChoice, ToolDefinition};

/// What most providers share. An option that is not set is `None`, which differs from any value.
///
/// A provider answers every option: it sends it, translates it, or says by an error of
/// [`ErrorKind::Unsupported`](crate::ErrorKind::Unsupported) that it has no such thing.
///
/// Precedence: what the model was built with < an earlier `bind` < a later `bind` < the call. Maps
/// (`logit_bias`, `metadata`, `extra`, `headers`, `provider`) are layered key by key, everything else is
/// replaced as a whole.
///
/// ```
/// use surprisal_core::CallOptions;
///
/// let options = CallOptions::new().logprobs(true).top_logprobs(5).temperature(0.0);
/// assert_eq!(options.top_logprobs, Some(5));
/// ```
// Exhaustive, so that a provider can take it apart without `..` and a new option does not compile until
// each provider has answered it.
#[expect(clippy::exhaustive_structs)]
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CallOptions {
    /// Whether to give the log probability of each token.
    pub logprobs: Option<bool>,
    /// How many alternatives to list for each token, 0 to 20; needs `logprobs`.
    pub top_logprobs: Option<u32>,
    /// How much chance there is in sampling, 0 to 2.
    pub temperature: Option<f64>,
    /// Sample only from the likeliest tokens that have this probability together, 0 to 1.
    pub top_p: Option<f64>,
    /// The most tokens to answer with, the reasoning included; at least 1.
    pub max_tokens: Option<u32>,
    /// Texts at which to stop.
    pub stop: Option<Vec<String>>,
    /// Makes sampling repeatable, as far as the provider can.
    pub seed: Option<i64>,
    /// Makes tokens less likely the oftener they have come, −2 to 2.
    pub frequency_penalty: Option<f64>,
    /// Makes tokens less likely that have come at all, −2 to 2.
    pub presence_penalty: Option<f64>,
    /// What to add to the logits of token ids, −100 to 100.
    pub logit_bias: BTreeMap<u32, f64>,
    /// How many choices to give; at least 1.
    pub n: Option<u32>,
    /// What the model may call.
    pub tools: Option<Vec<ToolDefinition>>,
    /// Whether it may, must or must not.
    pub tool_choice: Option<ToolChoice>,
    /// Whether it may make several calls at once.
    pub parallel_tool_calls: Option<bool>,
    /// The form of the answer's text.
    pub response_format: Option<ResponseFormat>,
    /// How much to reason.
    pub reasoning_effort: Option<ReasoningEffort>,
    /// How long the whole call may take, a stream's end included.
    pub timeout: Option<Duration>,
    /// How long a stream may be silent.
    pub idle_timeout: Option<Duration>,
    /// Labels that the provider keeps with the request.
    pub metadata: BTreeMap<String, String>,
    /// Fields to add to the request's JSON as they are; they win over all others.
    pub extra: Map<String, Value>,
    /// Headers to add to the request, by their names in lower case. Their values are never printed.
    pub headers: BTreeMap<String, Secret>,
    /// Options of single providers under the provider's name: each reads its own entry alone.
    pub provider: BTreeMap<String, Map<String, Value>>,
    /// What to do where the provider has no such option.
    pub on_unsupported: Option<Policy>,
    /// What to do where log probabilities were asked for and the answer has none.
    pub on_logprobs_missing: Option<Policy>,
    /// Whether to keep the provider's own JSON in [`ResponseMetadata::raw`](crate::ResponseMetadata::raw).
    pub raw: Option<bool>,
}

impl CallOptions {
    /// No option set.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets [`logprobs`](Self#structfield.logprobs).
    #[must_use]
    pub fn logprobs(mut self, on: bool) -> Self {
        self.logprobs = Some(on);
        self
    }

    /// Sets [`top_logprobs`](Self#structfield.top_logprobs).
    #[must_use]
    pub fn top_logprobs(mut self, count: u32) -> Self {
        self.top_logprobs = Some(count);
        self
    }

    /// Sets [`temperature`](Self#structfield.temperature).
    #[must_use]
    pub fn temperature(mut self, temperature: f64) -> Self {
        self.temperature = Some(temperature);
        self
    }

    /// Sets [`top_p`](Self#structfield.top_p).
    #[must_use]
    pub fn top_p(mut self, mass: f64) -> Self {
        self.top_p = Some(mass);
        self
    }

    /// Sets [`max_tokens`](Self#structfield.max_tokens).
    #[must_use]
    pub fn max_tokens(mut self, count: u32) -> Self {
        self.max_tokens = Some(count);
        self
    }

    /// Sets [`stop`](Self#structfield.stop).
    #[must_use]
    pub fn stop(mut self, texts: impl IntoIterator<Item: Into<String>>) -> Self {
        self.stop = Some(texts.into_iter().map(Into::into).collect());
        self
    }

    /// Sets [`seed`](Self#structfield.seed).
    #[must_use]
    pub fn seed(mut self, seed: i64) -> Self {
        self.seed = Some(seed);
        self
    }

    /// Sets [`frequency_penalty`](Self#structfield.frequency_penalty).
    #[must_use]
    pub fn frequency_penalty(mut self, penalty: f64) -> Self {
        self.frequency_penalty = Some(penalty);
        self
    }

    /// Sets [`presence_penalty`](Self#structfield.presence_penalty).
    #[must_use]
    pub fn presence_penalty(mut self, penalty: f64) -> Self {
        self.presence_penalty = Some(penalty);
        self
    }

    /// Adds to [`logit_bias`](Self#structfield.logit_bias).
    #[must_use]
    pub fn logit_bias(mut self, token_id: u32, bias: f64) -> Self {
        self.logit_bias.insert(token_id, bias);
        self
    }

    /// Sets [`n`](Self#structfield.n).
    #[must_use]
    pub fn n(mut self, choices: u32) -> Self {
        self.n = Some(choices);
        self
    }

    /// Sets [`tools`](Self#structfield.tools).
    #[must_use]
    pub fn tools(mut self, tools: impl IntoIterator<Item = ToolDefinition>) -> Self {
        self.tools = Some(tools.into_iter().collect());
        self
    }

    /// Sets [`tool_choice`](Self#structfield.tool_choice).
    #[must_use]
    pub fn tool_choice(mut self, choice: ToolChoice) -> Self {
        self.tool_choice = Some(choice);
        self
    }

    /// Sets [`parallel_tool_calls`](Self#structfield.parallel_tool_calls).
    #[must_use]
    pub fn parallel_tool_calls(mut self, on: bool) -> Self {
        self.parallel_tool_calls = Some(on);
        self
    }

    /// Sets [`response_format`](Self#structfield.response_format).
    #[must_use]
    pub fn response_format(mut self, format: ResponseFormat) -> Self {
        self.response_format = Some(format);
        self
    }

    /// Sets [`reasoning_effort`](Self#structfield.reasoning_effort).
    #[must_use]
    pub fn reasoning_effort(mut self, effort: impl Into<ReasoningEffort>) -> Self {
        self.reasoning_effort = Some(effort.into());
        self
    }

    /// Sets [`timeout`](Self#structfield.timeout).
    #[must_use]
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.timeout = Some(limit);
        self
    }

    /// Sets [`idle_timeout`](Self#structfield.idle_timeout).
    #[must_use]
    pub fn idle_timeout(mut self, limit: Duration) -> Self {
        self.idle_timeout = Some(limit);
        self
    }

    /// Adds to [`metadata`](Self#structfield.metadata).
    #[must_use]
    pub fn metadata(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.metadata.insert(key.into(), value.into());
        self
    }

    /// Adds to [`extra`](Self#structfield.extra).
    #[must_use]
    pub fn extra(mut self, key: impl Into<String>, value: impl Into<Value>) -> Self {
        self.extra.insert(key.into(), value.into());
        self
    }

    /// Adds to [`headers`](Self#structfield.headers). The case of the name makes no difference.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<Secret>) -> Self {
        let name = name.into().to_ascii_lowercase();
        self.headers.insert(name, value.into());
        self
    }

    /// Adds to the [options of one provider](Self#structfield.provider); what is there already under
    /// the same keys is replaced.
    #[must_use]
    pub fn provider(mut self, name: impl Into<String>, options: Map<String, Value>) -> Self {
        self.provider
            .entry(name.into())
            .or_default()
            .extend(options);
        self
    }

    /// Sets [`on_unsupported`](Self#structfield.on_unsupported).
    #[must_use]
    pub fn on_unsupported(mut self, policy: Policy) -> Self {
        self.on_unsupported = Some(policy);
        self
    }

    /// Sets [`on_logprobs_missing`](Self#structfield.on_logprobs_missing).
    #[must_use]
    pub fn on_logprobs_missing(mut self, policy: Policy) -> Self {
        self.on_logprobs_missing = Some(policy);
        self
    }

    /// Sets [`raw`](Self#structfield.raw).
    #[must_use]
    pub fn raw(mut self, on: bool) -> Self {
        self.raw = Some(on);
        self
    }

    /// Whether log probabilities are asked for.
    pub fn wants_logprobs(&self) -> bool {
        self.logprobs == Some(true)
    }
}
