use std::fmt;

use crate::{CallOptions, ResponseFormat};

/// Something that one service can do and another cannot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Feature {
    /// The log probability of each token of the answer.
    Logprobs,
    /// The alternatives of each token.
    TopLogprobs,
    /// Log probabilities where the answer is streamed.
    StreamLogprobs,
    /// The log probabilities of a given text, [`ScoreText`](crate::ScoreText).
    ScoreText,
    /// [`CallOptions::stop`].
    Stop,
    /// [`CallOptions::seed`].
    Seed,
    /// [`CallOptions::frequency_penalty`].
    FrequencyPenalty,
    /// [`CallOptions::presence_penalty`].
    PresencePenalty,
    /// [`CallOptions::logit_bias`].
    LogitBias,
    /// More than one choice, [`CallOptions::n`].
    N,
    /// Functions that the model may call, [`CallOptions::tools`].
    Tools,
    /// [`CallOptions::tool_choice`].
    ToolChoice,
    /// [`CallOptions::parallel_tool_calls`].
    ParallelToolCalls,
    /// An answer that is a JSON object, [`ResponseFormat::JsonObject`].
    JsonObject,
    /// An answer that follows a JSON schema, [`ResponseFormat::JsonSchema`].
    JsonSchema,
    /// [`CallOptions::reasoning_effort`].
    ReasoningEffort,
    /// [`CallOptions::metadata`].
    Metadata,
}

impl Feature {
    /// Every feature.
    pub const ALL: &'static [Self] = &[
        Self::Logprobs,
        Self::TopLogprobs,
        Self::StreamLogprobs,
        Self::ScoreText,
        Self::Stop,
        Self::Seed,
        Self::FrequencyPenalty,
        Self::PresencePenalty,
        Self::LogitBias,
        Self::N,
        Self::Tools,
        Self::ToolChoice,
        Self::ParallelToolCalls,
        Self::JsonObject,
        Self::JsonSchema,
        Self::ReasoningEffort,
        Self::Metadata,
    ];

    /// The log probabilities of an answer's tokens, with alternatives, whole and streamed.
    pub const LOGPROBS: &'static [Self] =
        &[Self::Logprobs, Self::TopLogprobs, Self::StreamLogprobs];

    /// What has a say in which tokens are drawn, how many times, and where they end.
    pub const SAMPLING: &'static [Self] = &[
        Self::Stop,
        Self::Seed,
        Self::FrequencyPenalty,
        Self::PresencePenalty,
        Self::LogitBias,
        Self::N,
    ];

    /// Tools, and all that is about them.
    pub const TOOLS: &'static [Self] = &[Self::Tools, Self::ToolChoice, Self::ParallelToolCalls];

    /// Answers that are JSON.
    pub const JSON: &'static [Self] = &[Self::JsonObject, Self::JsonSchema];

    /// Its name: that of the option that asks for it, where there is one.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Logprobs => "logprobs",
            Self::TopLogprobs => "top_logprobs",
            Self::StreamLogprobs => "stream_logprobs",
            Self::ScoreText => "score_text",
            Self::Stop => "stop",
            Self::Seed => "seed",
            Self::FrequencyPenalty => "frequency_penalty",
            Self::PresencePenalty => "presence_penalty",
            Self::LogitBias => "logit_bias",
            Self::N => "n",
            Self::Tools => "tools",
            Self::ToolChoice => "tool_choice",
            Self::ParallelToolCalls => "parallel_tool_calls",
            Self::JsonObject => "json_object",
            Self::JsonSchema => "json_schema",
            Self::ReasoningEffort => "reasoning_effort",
            Self::Metadata => "metadata",
        }
    }

    /// The option that asks for it.
    pub(super) fn option(self) -> &'static str {
        match self {
            Self::StreamLogprobs => Self::Logprobs.as_str(),
            Self::JsonObject | Self::JsonSchema => "response_format",
            other => other.as_str(),
        }
    }

    /// Whether a call with these options asks for it.
    pub(super) fn is_asked_for(self, options: &CallOptions, stream: bool) -> bool {
        match self {
            Self::Logprobs => options.wants_logprobs(),
            Self::TopLogprobs => options.wants_logprobs() && options.top_logprobs.is_some(),
            Self::StreamLogprobs => stream && options.wants_logprobs(),
            // It is no option of a chat.
            Self::ScoreText => false,
            Self::Stop => options.stop.as_ref().is_some_and(|stop| !stop.is_empty()),
            Self::Seed => options.seed.is_some(),
            Self::FrequencyPenalty => options.frequency_penalty.is_some(),
            Self::PresencePenalty => options.presence_penalty.is_some(),
            Self::LogitBias => !options.logit_bias.is_empty(),
            Self::N => options.n.is_some_and(|n| n > 1),
            Self::Tools => options.tools.as_ref().is_some_and(|list| !list.is_empty()),
            Self::ToolChoice => options.tool_choice.is_some(),
            Self::ParallelToolCalls => options.parallel_tool_calls.is_some(),
            Self::JsonObject => {
                matches!(options.response_format, Some(ResponseFormat::JsonObject))
            }
            Self::JsonSchema => matches!(
                options.response_format,
                Some(ResponseFormat::JsonSchema { .. })
            ),
            Self::ReasoningEffort => options.reasoning_effort.is_some(),
            Self::Metadata => !options.metadata.is_empty(),
        }
    }

    /// Takes back what asks for it.
    pub(super) fn clear(self, options: &mut CallOptions) {
        match self {
            Self::Logprobs | Self::StreamLogprobs => {
                options.logprobs = None;
                options.top_logprobs = None;
            }
            Self::TopLogprobs => options.top_logprobs = None,
            Self::ScoreText => {}
            Self::Stop => options.stop = None,
            Self::Seed => options.seed = None,
            Self::FrequencyPenalty => options.frequency_penalty = None,
            Self::PresencePenalty => options.presence_penalty = None,
            Self::LogitBias => options.logit_bias.clear(),
            Self::N => options.n = None,
            Self::Tools => {
                options.tools = None;
                options.tool_choice = None;
                options.parallel_tool_calls = None;
            }
            Self::ToolChoice => options.tool_choice = None,
            Self::ParallelToolCalls => options.parallel_tool_calls = None,
            Self::JsonObject | Self::JsonSchema => options.response_format = None,
            Self::ReasoningEffort => options.reasoning_effort = None,
            Self::Metadata => options.metadata.clear(),
        }
    }
}

impl fmt::Display for Feature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
