use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use surprisal_core::{CallOptions, ProviderOptions, Takes};

use crate::{ChatOllama, PROVIDER};

/// What only Ollama has. Bind it to a [`ChatOllama`] or to what wraps one; for a `dyn ChatModel` turn it
/// [into](CallOptions::from) call options, which other providers pass over.
///
/// Bindings add up, option by option. What is not set is as the model's own file says, or as Ollama's defaults are.
///
/// ```
/// use std::time::Duration;
/// use surprisal_core::{CallOptions, RunnableExt};
/// use surprisal_ollama::{ChatOllama, OllamaOptions};
///
/// let llm = ChatOllama::builder("gemma3")
///     .build()?
///     .bind(CallOptions::new().temperature(0.0).max_tokens(200))
///     .bind(OllamaOptions::new().num_ctx(8192).top_k(20))
///     .bind(OllamaOptions::new().keep_alive(Duration::from_secs(3600)));
/// # Ok::<(), surprisal_core::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OllamaOptions(Map<String, Value>);

impl OllamaOptions {
    /// No option set.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many tokens of context there are for prompt and answer together, `num_ctx`. A model that is loaded with
    /// another number is loaded anew.
    #[must_use]
    pub fn num_ctx(self, tokens: u32) -> Self {
        self.set("num_ctx", tokens)
    }

    /// Sample only from this many of the likeliest tokens, `top_k`.
    #[must_use]
    pub fn top_k(self, tokens: u32) -> Self {
        self.set("top_k", tokens)
    }

    /// Sample only from tokens that have at least this part of the likeliest one's probability, 0 to 1, `min_p`.
    #[must_use]
    pub fn min_p(self, part: f64) -> Self {
        self.set("min_p", part)
    }

    /// Sample only from the most typical tokens that have this probability together, 0 to 1, `typical_p`.
    #[must_use]
    pub fn typical_p(self, mass: f64) -> Self {
        self.set("typical_p", mass)
    }

    /// By what the score of a token is divided that has come before, `repeat_penalty`: 1 changes nothing.
    #[must_use]
    pub fn repeat_penalty(self, factor: f64) -> Self {
        self.set("repeat_penalty", factor)
    }

    /// How many tokens the penalties look back, `repeat_last_n`: 0 for none, −1 for the whole context.
    #[must_use]
    pub fn repeat_last_n(self, tokens: i32) -> Self {
        self.set("repeat_last_n", tokens)
    }

    /// Which Mirostat sampling is used, `mirostat`: 0 for none, 1 or 2. Newer servers pass over it.
    #[must_use]
    pub fn mirostat(self, version: u32) -> Self {
        self.set("mirostat", version)
    }

    /// How many of the model's layers go to the GPU, `num_gpu`.
    #[must_use]
    pub fn num_gpu(self, layers: u32) -> Self {
        self.set("num_gpu", layers)
    }

    /// How many threads compute, `num_thread`.
    #[must_use]
    pub fn num_thread(self, threads: u32) -> Self {
        self.set("num_thread", threads)
    }

    /// How long the model stays loaded after the call, `keep_alive`: five minutes unless set, and not at all for
    /// [`Duration::ZERO`].
    #[must_use]
    pub fn keep_alive(self, time: Duration) -> Self {
        self.set("keep_alive", time.as_secs_f64())
    }

    /// The model stays loaded, `keep_alive: -1`.
    #[must_use]
    pub fn keep_loaded(self) -> Self {
        self.set("keep_alive", -1)
    }

    /// Whether the model thinks before it answers, `think`, for models that know no levels; for levels there is
    /// [`CallOptions::reasoning_effort`], over which this wins.
    #[must_use]
    pub fn think(self, on: bool) -> Self {
        self.set("think", on)
    }

    /// Whether the oldest messages are left out where all of them do not fit into the context, `truncate`: so it is unless
    /// set. With false it is an error of [`ErrorKind::ContextTooLong`](surprisal_core::ErrorKind::ContextTooLong).
    #[must_use]
    pub fn truncate(self, on: bool) -> Self {
        self.set("truncate", on)
    }

    /// Whether the oldest tokens are given up where the answer does not fit into the context, `shift`: so it is unless set.
    /// With false the answer ends there.
    #[must_use]
    pub fn shift(self, on: bool) -> Self {
        self.set("shift", on)
    }

    /// Whether the text of the only message is the prompt as it is, without the model's template: for models that only
    /// continue texts, or to write the template oneself. The call goes to `/api/generate`.
    #[must_use]
    pub fn raw(self, on: bool) -> Self {
        self.set("raw", on)
    }

    /// The text that follows what the model is to write between it and the text of the only message: for models that fill
    /// gaps. The call goes to `/api/generate`.
    #[must_use]
    pub fn suffix(self, text: impl Into<String>) -> Self {
        self.set("suffix", text.into())
    }

    /// Any other option by its name on the wire. What is no field of a request itself goes into its `options`.
    #[must_use]
    pub fn set(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.0.insert(name.into(), value.into());
        self
    }
}

impl From<OllamaOptions> for CallOptions {
    fn from(options: OllamaOptions) -> Self {
        Self::new().provider(PROVIDER, options.0)
    }
}

impl ProviderOptions for OllamaOptions {}
impl Takes<OllamaOptions> for ChatOllama {}
