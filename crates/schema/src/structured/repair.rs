use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use surprisal_core::{
    AiMessage, AiMessageChunk, CallOptions, ChatModel, Error, ErrorKind, Message, Messages, Result,
    ToolMessage, Usage,
};

use super::{Structured, StructuredOutput};
use crate::kept;

/// The answers that were rejected before an error of [`with_repair`](StructuredOutput::with_repair), in their order. The
/// last answer is not among them: it is in [`partial`](Error::partial).
pub fn rejected_answers(error: &Error) -> &[AiMessage] {
    kept::find::<Vec<AiMessage>>(error).map_or(&[], Vec::as_slice)
}

impl<M: ChatModel, T: DeserializeOwned + JsonSchema> StructuredOutput<M, T> {
    /// Asks until an answer fits, as often as it may.
    pub(super) async fn answer(
        &self,
        input: Messages,
        options: CallOptions,
    ) -> Result<Structured<T>> {
        let mut kept = (self.repairs > 0).then(|| (input.clone(), options.clone()));
        let call = |input, options| self.model.invoke_opts(input, options);
        let asked = self.ask(input, options, call).await?;
        let (method, mut message) = (asked.method, asked.answer);
        let reading = self.reading(method);
        let mut rejected = asked.without_method;
        let most = rejected.len() + self.repairs;
        loop {
            let error = match reading.read(&message) {
                Ok(value) => return Ok(Structured::new(value, message, reading, rejected)),
                Err(error) => error,
            };
            let may_ask = error.kind() == ErrorKind::BadResponse && rejected.len() < most;
            let Some((conversation, options)) = kept.as_mut().filter(|_| may_ask) else {
                return Err(with_answers(error, message.into(), rejected));
            };
            let corrections = corrections(&message, &error);
            conversation.push(message.clone());
            conversation.extend(corrections);
            let (input, options) = self.request(method, conversation.clone(), options.clone());
            match self.model.invoke_opts(input, options).await {
                Ok(next) => rejected.push(std::mem::replace(&mut message, next)),
                Err(mut error) => {
                    let last = match error.take_partial() {
                        Some(partial) => {
                            rejected.push(message);
                            partial
                        }
                        None => message.into(),
                    };
                    return Err(with_answers(error, last, rejected));
                }
            }
        }
    }
}

/// The error with the last answer, which costs what all did, and with those before it.
fn with_answers(error: Error, last: AiMessageChunk, rejected: Vec<AiMessage>) -> Error {
    let cost = last.usage().cloned().unwrap_or_default();
    let answers = rejected.iter().map(|answer| answer.usage().clone());
    let usage = Usage::sum_of(answers.chain([cost]));
    let error = error.with_partial(last.with_usage(usage));
    match rejected.len() {
        0 => error,
        count => kept::add(
            rejected,
            format!("answers that were rejected before it: {count}"),
            error,
        ),
    }
}

/// What is wrong, told as services want it: each call has its answer; where there is none, the user says it.
fn corrections(answer: &AiMessage, error: &Error) -> Vec<Message> {
    let text = format!("{}. Answer again, with all of it.", error.message());
    let valid = answer
        .tool_calls()
        .iter()
        .map(|call| (&call.id, &call.name));
    let invalid = answer
        .invalid_tool_calls()
        .iter()
        .map(|call| (&call.id, &call.name));
    let to_calls: Vec<Message> = valid
        .chain(invalid)
        .map(|(id, name)| {
            let message = ToolMessage::new(id, &text).with_name(name).with_error(true);
            message.into()
        })
        .collect();
    match to_calls.is_empty() {
        true => vec![Message::human(text)],
        false => to_calls,
    }
}
