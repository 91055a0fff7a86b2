//! Answers that a seed makes up, with whole distributions.

mod distribution;
mod json;
mod speaker;

use surprisal_core::{
    Basis, CallOptions, Message, Messages, ReasoningEffort, ResponseFormat, Result, ToolChoice,
    ToolDefinition,
};

use self::speaker::Speaker;
use super::FakeAnswer;
use crate::hash::{Hash, hash_messages};

/// The same answer for the same seed, messages and options. What is only about the form of the answer, such as whether it
/// has log probabilities, changes nothing in it.
pub(super) fn answer(seed: u64, messages: &Messages, options: &CallOptions) -> Result<FakeAnswer> {
    let prompt = Hash::new(seed).with(hash_messages(messages));
    let mut choices =
        (0..options.n.unwrap_or(1)).map(|index| choice(prompt, index, messages, options));
    let first = choices.next().unwrap_or_else(|| Ok(FakeAnswer::new()))?;
    let mut answer = choices.try_fold(first, |answer, choice| {
        choice.map(|choice| answer.or(choice))
    })?;
    answer.basis = Some(Basis::Raw);
    Ok(answer)
}

fn choice(
    prompt: Hash,
    index: u32,
    messages: &Messages,
    options: &CallOptions,
) -> Result<FakeAnswer> {
    let mut speaker = Speaker::new(prompt, index, options);
    let mut answer = FakeAnswer::new();
    let reasons = !matches!(options.reasoning_effort, None | Some(ReasoningEffort::None));
    if reasons {
        answer = answer.reasoning(speaker.sentence());
    }
    if let Some(tool) = tool(messages, options) {
        let arguments = json::follow(tool.parameters(), speaker.hash())?;
        return Ok(answer.tool_call_tokens(tool.name(), speaker.spell(&arguments.to_string())));
    }
    Ok(match &options.response_format {
        Some(ResponseFormat::JsonSchema { schema, .. }) => {
            let value = json::follow(schema, speaker.hash())?;
            answer.text(speaker.spell(&value.to_string()))
        }
        Some(ResponseFormat::JsonObject) => answer.text(speaker.spell(r#"{"answer":"river"}"#)),
        _ => answer.text(speaker.sentence()),
    })
}

/// The tool to call: the one that must be, or else the first that is offered, unless a call has just been answered.
fn tool<'a>(messages: &Messages, options: &'a CallOptions) -> Option<&'a ToolDefinition> {
    let tools = options.tools.as_deref()?;
    let is_answered = matches!(messages.last(), Some(Message::Tool(_)));
    match &options.tool_choice {
        Some(ToolChoice::None) => None,
        Some(ToolChoice::Tool(name)) => tools.iter().find(|tool| tool.name() == name),
        Some(ToolChoice::Required) => tools.first(),
        _ => tools.first().filter(|_| !is_answered),
    }
}
