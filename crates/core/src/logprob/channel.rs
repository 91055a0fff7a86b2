use std::fmt;

/// Which text of a choice a list of tokens belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Channel {
    /// The answer's text.
    Content,
    /// The text with which the model declines.
    Refusal,
    /// The text of the model's reasoning.
    Reasoning,
    /// The names and arguments of tool calls.
    ToolCalls,
    /// The text that was given to the model.
    Prompt,
}

impl Channel {
    /// Every channel, in the order in which they are kept.
    pub const ALL: [Self; 5] = [
        Self::Content,
        Self::Refusal,
        Self::Reasoning,
        Self::ToolCalls,
        Self::Prompt,
    ];

    /// The channel's key in serialized form: `content`, `refusal`, `reasoning`, `tool_calls` or `prompt`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Content => "content",
            Self::Refusal => "refusal",
            Self::Reasoning => "reasoning",
            Self::ToolCalls => "tool_calls",
            Self::Prompt => "prompt",
        }
    }
}

impl fmt::Display for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
