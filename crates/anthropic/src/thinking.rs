use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Whether a model thinks before it answers, and how that is bounded.
///
/// Models since Claude Opus 4.6 and Sonnet 4.6 think as much as they deem right, guided by
/// [`reasoning_effort`](surprisal_core::CallOptions::reasoning_effort); earlier ones have a budget of tokens.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Thinking(Map<String, Value>);

impl Thinking {
    /// As much as the model deems right.
    pub fn adaptive() -> Self {
        Self::of("adaptive")
    }

    /// At most about so many tokens; Anthropic wants at least 1,024, and fewer than `max_tokens`. Unless `max_tokens`
    /// is set, it grows by the budget.
    pub fn budget(tokens: u32) -> Self {
        Self::of("enabled").with("budget_tokens", tokens)
    }

    /// Not at all.
    pub fn disabled() -> Self {
        Self::of("disabled")
    }

    /// Whether the thoughts come with the answer: `summarized` or `omitted`. Which it is unless said differs from
    /// model to model.
    #[must_use]
    pub fn display(self, how: impl Into<String>) -> Self {
        self.with("display", how.into())
    }

    fn of(kind: &str) -> Self {
        Self(Map::new()).with("type", kind)
    }

    fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.0.insert(name.to_owned(), value.into());
        self
    }
}

impl From<Thinking> for Value {
    fn from(thinking: Thinking) -> Self {
        Self::Object(thinking.0)
    }
}
