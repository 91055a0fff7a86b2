use surprisal_core::{AiMessageChunk, Messages, ToolCall, ToolMessage};

/// What happens in a run, as it happens. A [`ToolRun`](super::ToolRun) is the sum of its events.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum ToolRunEvent {
    /// The conversation that it began with; the first event.
    Asked(Messages),
    /// A piece of the model's answer.
    Chunk(AiMessageChunk),
    /// The answer is whole: a round is over.
    Answered,
    /// A tool is called. Those of one answer run at once.
    Called(ToolCall),
    /// The result of a call, or why there is none; in the order of the calls.
    Result(ToolMessage),
    /// The run is over; the last event.
    Ended(ToolRunEnd),
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ToolRunEnd {
    /// With an answer that calls no tool.
    Answered,
    /// By [`ToolVerdict::Stop`](super::ToolVerdict::Stop), or at a call of a tool that is the caller's to answer. The calls
    /// of the last answer have not been made.
    Stopped,
    /// With calls in the last answer that there is. They have not been made, since nothing would read their results.
    OutOfRounds,
}
