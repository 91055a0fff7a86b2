use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use surprisal_core::{CallOptions, ProviderOptions, Takes};

use crate::{ChatCohere, PROVIDER};

/// What only Cohere has. Bind it to a [`ChatCohere`] or to what wraps one; for a `dyn ChatModel` turn it
/// [into](CallOptions::from) call options, which other providers pass over.
///
/// ```
/// use serde_json::json;
/// use surprisal_cohere::{ChatCohere, CohereOptions};
/// use surprisal_core::RunnableExt;
///
/// let llm = ChatCohere::builder("command-a-03-2025")
///     .api_key("secret")
///     .build()?
///     .bind(CohereOptions::new().documents([
///         json!("Whales sleep upright."),
///         json!({"id": "bats", "data": {"title": "Bats", "text": "Bats sleep hanging."}}),
///     ]));
/// # Ok::<(), surprisal_core::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CohereOptions(Map<String, Value>);

impl CohereOptions {
    /// No option set.
    pub fn new() -> Self {
        Self::default()
    }

    /// From how many of the likeliest tokens to draw, 0 to 500; 0 is from all.
    #[must_use]
    pub fn top_k(self, count: u32) -> Self {
        self.set("k", count)
    }

    /// What the model may answer from and cite: texts, or objects `{"id": …, "data": {…}}`.
    #[must_use]
    pub fn documents(self, documents: impl IntoIterator<Item: Into<Value>>) -> Self {
        let documents: Vec<Value> = documents.into_iter().map(Into::into).collect();
        self.set("documents", documents)
    }

    /// How citations are made: `accurate`, `fast`, `off`, `enabled`, `disabled`.
    #[must_use]
    pub fn citation_mode(self, mode: impl Into<String>) -> Self {
        self.set("citation_options", json!({"mode": mode.into()}))
    }

    /// Which safety instruction goes into the prompt: `CONTEXTUAL`, `STRICT`, `OFF`.
    #[must_use]
    pub fn safety_mode(self, mode: impl Into<String>) -> Self {
        self.set("safety_mode", mode.into())
    }

    /// Whether to think before the answer. It wins over the portable
    /// [`reasoning_effort`](CallOptions#structfield.reasoning_effort).
    #[must_use]
    pub fn thinking(self, on: bool) -> Self {
        let kind = if on { "enabled" } else { "disabled" };
        self.set("thinking", json!({ "type": kind }))
    }

    /// Thinks before the answer, with at most so many tokens, at least 1. It takes the place of
    /// [`thinking`](Self::thinking).
    #[must_use]
    pub fn thinking_budget(self, tokens: u32) -> Self {
        self.set(
            "thinking",
            json!({"type": "enabled", "token_budget": tokens}),
        )
    }

    /// Whether the calls of all tools must follow their schemas. It wins over what the tools say.
    #[must_use]
    pub fn strict_tools(self, on: bool) -> Self {
        self.set("strict_tools", on)
    }

    /// How late the request may be handled, 0 to 999; 0 is the first.
    #[must_use]
    pub fn priority(self, priority: u32) -> Self {
        self.set("priority", priority)
    }

    fn set(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.0.insert(name.to_owned(), value.into());
        self
    }
}

impl From<CohereOptions> for CallOptions {
    /// The options under Cohere's name, field by field as they go on the wire.
    fn from(options: CohereOptions) -> Self {
        Self::new().provider(PROVIDER, options.0)
    }
}

impl ProviderOptions for CohereOptions {}
impl Takes<CohereOptions> for ChatCohere {}
