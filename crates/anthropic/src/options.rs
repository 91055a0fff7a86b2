use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use surprisal_core::{CallOptions, ProviderOptions, Takes};

use crate::{CacheTtl, ChatAnthropic, PROVIDER, Thinking};

/// What only Anthropic has. Bind it to a [`ChatAnthropic`] or to what wraps one; for a `dyn ChatModel` turn it
/// [into](CallOptions::from) call options, which other providers pass over.
///
/// A later binding replaces each option that it sets as a whole, the lists of tools and of betas too. Fields of the
/// request that are not here go by their names on the wire:
/// [`CallOptions::extra`](surprisal_core::CallOptions::extra).
///
/// ```
/// use surprisal_anthropic::{AnthropicOptions, ChatAnthropic, Thinking};
/// use surprisal_core::RunnableExt;
///
/// let llm = ChatAnthropic::builder("claude-sonnet-4-5")
///     .api_key("secret")
///     .build()?
///     .bind(AnthropicOptions::new().thinking(Thinking::budget(2048)).user_id("7f3a"));
/// # Ok::<(), surprisal_core::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AnthropicOptions(Map<String, Value>);

impl AnthropicOptions {
    /// No option set.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sample only from so many of the likeliest tokens.
    #[must_use]
    pub fn top_k(self, count: u32) -> Self {
        self.set("top_k", count)
    }

    /// A stable name for the user behind the request that tells nothing about them, such as a hash.
    #[must_use]
    pub fn user_id(self, id: impl Into<String>) -> Self {
        self.set("metadata", json!({"user_id": id.into()}))
    }

    /// The class of service: `auto`, `standard_only`.
    #[must_use]
    pub fn service_tier(self, tier: impl Into<String>) -> Self {
        self.set("service_tier", tier.into())
    }

    /// Whether and how much the model thinks. It wins over
    /// [`reasoning_effort`](surprisal_core::CallOptions::reasoning_effort), field by field.
    #[must_use]
    pub fn thinking(self, thinking: Thinking) -> Self {
        self.set("thinking", thinking)
    }

    /// Adds the name of a beta to the header `anthropic-beta`. A header of that name in
    /// [`CallOptions::headers`](surprisal_core::CallOptions::headers) takes the place of all of these.
    #[must_use]
    pub fn beta(self, name: impl Into<String>) -> Self {
        self.add(BETAS, name.into())
    }

    /// Adds a tool in Anthropic's own form, such as one that Anthropic runs itself. What that did comes back in the
    /// answer's content as blocks of the kind `opaque`.
    ///
    /// ```
    /// use serde_json::json;
    /// use surprisal_anthropic::AnthropicOptions;
    ///
    /// let options = AnthropicOptions::new()
    ///     .tool(json!({"type": "web_search_20250305", "name": "web_search", "max_uses": 3}));
    /// ```
    #[must_use]
    pub fn tool(self, tool: Value) -> Self {
        self.add(TOOLS, tool)
    }

    /// Lets Anthropic place the mark of what is cached, at the end of the prompt.
    #[must_use]
    pub fn cache(self, ttl: CacheTtl) -> Self {
        self.set("cache_control", ttl.control())
    }

    /// Caches the prompt up to the end of the system messages. For other places see
    /// [`cache_point`](crate::cache_point).
    #[must_use]
    pub fn cache_system(self, ttl: CacheTtl) -> Self {
        self.set(CACHE_SYSTEM, ttl.control())
    }

    /// Caches the tools.
    #[must_use]
    pub fn cache_tools(self, ttl: CacheTtl) -> Self {
        self.set(CACHE_TOOLS, ttl.control())
    }

    /// Whether the answer refers to the places in the documents that it is taken from. The references come as a block
    /// of the kind `opaque` behind the text, `{"type": "citations", …}`.
    #[must_use]
    pub fn citations(self, on: bool) -> Self {
        self.set(CITATIONS, on)
    }

    fn set(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.0.insert(name.to_owned(), value.into());
        self
    }

    fn add(mut self, name: &str, value: impl Into<Value>) -> Self {
        let list = self
            .0
            .entry(name)
            .or_insert_with(|| Value::Array(Vec::new()));
        if let Value::Array(list) = list {
            list.push(value.into());
        }
        self
    }
}

// Under these names stands what does not go into the body as it is.
pub(crate) const BETAS: &str = "betas";
pub(crate) const TOOLS: &str = "tools";
pub(crate) const CACHE_SYSTEM: &str = "cache_system";
pub(crate) const CACHE_TOOLS: &str = "cache_tools";
pub(crate) const CITATIONS: &str = "citations";

impl From<AnthropicOptions> for CallOptions {
    fn from(options: AnthropicOptions) -> Self {
        Self::new().provider(PROVIDER, options.0)
    }
}

impl ProviderOptions for AnthropicOptions {}
impl Takes<AnthropicOptions> for ChatAnthropic {}
