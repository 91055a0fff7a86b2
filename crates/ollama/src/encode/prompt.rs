use serde_json::Value;
use surprisal_core::{BaseMessage as _, CallOptions, Error, Message, Messages, Result, Warning};
use surprisal_http::JsonBody;

use super::content::{list, said};
use crate::PROVIDER;

/// Whether a call with these options completes a prompt, in the place of answering a conversation.
pub(crate) fn is_prompt(options: &CallOptions) -> bool {
    is_raw(options) || own(options, "suffix").is_some_and(|suffix| !suffix.is_null())
}

fn is_raw(options: &CallOptions) -> bool {
    own(options, "raw") == Some(&Value::Bool(true))
}

fn own<'a>(options: &'a CallOptions, name: &str) -> Option<&'a Value> {
    options.provider.get(PROVIDER)?.get(name)
}

/// Sets the text of the only message as the prompt.
pub(super) fn prompt(
    body: JsonBody,
    messages: &Messages,
    options: &CallOptions,
    warnings: &mut Vec<Warning>,
) -> Result<JsonBody> {
    let (system, human) = match messages.as_ref() {
        [Message::Human(human)] => (None, human),
        [Message::System(system), Message::Human(human)] if !is_raw(options) => {
            (Some(system.text().into_owned()), human)
        }
        _ => {
            return Err(Error::invalid_input(
                "with `raw` or `suffix` a prompt is completed, which is the text of one human message; with `suffix` a \
                 system message may come before it: leave out the others, or the option",
            ));
        }
    };
    let said = said(human.content(), options, warnings)?;
    Ok(body
        .set("system", system)
        .set("prompt", said.text)
        .set("images", list(said.media)))
}
