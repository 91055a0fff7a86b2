use std::ops::AddAssign;

use serde::{Deserialize, Serialize};

/// What a call cost, in tokens. A figure that the provider does not give is `None`, never 0.
///
/// `+=` takes the later report of each figure: reports within one answer replace one another, they do
/// not add up. The figures of several calls are added by [`sum_of`](Self::sum_of).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Usage {
    /// Tokens of the messages.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input_tokens: Option<u64>,
    /// Tokens of the answer, the reasoning included.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output_tokens: Option<u64>,
    /// Tokens of both, as the provider counts them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_tokens: Option<u64>,
    /// Those of the input that were read from the provider's cache.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cached_tokens: Option<u64>,
    /// Those of the output that were spent on reasoning.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reasoning_tokens: Option<u64>,
    /// Those of the input that stand for sound.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input_audio_tokens: Option<u64>,
    /// Those of the output that stand for sound.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output_audio_tokens: Option<u64>,
}

impl Usage {
    /// What went in and what came out, with their sum.
    pub fn new(input_tokens: u64, output_tokens: u64) -> Self {
        Self {
            input_tokens: Some(input_tokens),
            output_tokens: Some(output_tokens),
            total_tokens: Some(input_tokens.saturating_add(output_tokens)),
            ..Self::default()
        }
    }

    /// What several calls cost together. A figure that one of them does not give is `None`, for a sum of
    /// the others would be too small.
    ///
    /// ```
    /// use surprisal_core::Usage;
    ///
    /// let mut second = Usage::new(5, 1);
    /// second.total_tokens = None;
    /// let all = Usage::sum_of([Usage::new(3, 2), second]);
    /// assert_eq!((all.input_tokens, all.output_tokens, all.total_tokens), (Some(8), Some(3), None));
    /// ```
    pub fn sum_of(calls: impl IntoIterator<Item = Self>) -> Self {
        let sum = |a: Option<u64>, b: Option<u64>| Some(a?.saturating_add(b?));
        let both = |a: Self, b: Self| Self {
            input_tokens: sum(a.input_tokens, b.input_tokens),
            output_tokens: sum(a.output_tokens, b.output_tokens),
            total_tokens: sum(a.total_tokens, b.total_tokens),
            cached_tokens: sum(a.cached_tokens, b.cached_tokens),
            reasoning_tokens: sum(a.reasoning_tokens, b.reasoning_tokens),
            input_audio_tokens: sum(a.input_audio_tokens, b.input_audio_tokens),
            output_audio_tokens: sum(a.output_audio_tokens, b.output_audio_tokens),
        };
        calls.into_iter().reduce(both).unwrap_or_default()
    }

    /// Whether no figure is known.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl AddAssign for Usage {
    fn add_assign(&mut self, later: Self) {
        let Self {
            input_tokens,
            output_tokens,
            total_tokens,
            cached_tokens,
            reasoning_tokens,
            input_audio_tokens,
            output_audio_tokens,
        } = later;
        self.input_tokens = input_tokens.or(self.input_tokens);
        self.output_tokens = output_tokens.or(self.output_tokens);
        self.total_tokens = total_tokens.or(self.total_tokens);
        self.cached_tokens = cached_tokens.or(self.cached_tokens);
        self.reasoning_tokens = reasoning_tokens.or(self.reasoning_tokens);
        self.input_audio_tokens = input_audio_tokens.or(self.input_audio_tokens);
        self.output_audio_tokens = output_audio_tokens.or(self.output_audio_tokens);
    }
}
