use hf_chat_template::{ChatTemplate, Message as TemplateMessage, RenderInput};
use serde_json::{Value, json};
use surprisal_core::{BaseMessage, Error, Message, Messages, Result, Role};

use crate::gguf::Metadata;
use crate::tokenizer::Tokenizer;

/// The chat template of the model: messages to the text that the model was trained to go on from.
#[derive(Debug)]
pub(crate) struct Template {
    /// `None` if the file has none.
    template: Option<ChatTemplate>,
    /// The names of the special tokens that templates ask for.
    specials: Vec<(&'static str, String)>,
}

impl Template {
    pub(crate) fn read(metadata: &Metadata<'_>, tokenizer: &Tokenizer) -> Result<Self> {
        let source = metadata.text_if("tokenizer.chat_template")?;
        let template = source.map(ChatTemplate::from_str).transpose();
        let mut specials = Vec::new();
        for name in ["bos", "eos", "unk"] {
            if let Some(id) = metadata.id_if(&format!("tokenizer.ggml.{name}_token_id"))? {
                let key = match name {
                    "bos" => "bos_token",
                    "eos" => "eos_token",
                    _ => "unk_token",
                };
                specials.push((key, tokenizer.vocabulary().name(id).to_owned()));
            }
        }
        Ok(Self {
            template: template.map_err(|error| {
                metadata
                    .wrong("its chat template cannot be read")
                    .with_source(error)
            })?,
            specials,
        })
    }

    /// The text of a conversation, up to where the model's answer begins.
    pub(crate) fn render(&self, messages: &Messages) -> Result<String> {
        let template = self.template.as_ref().ok_or_else(|| {
            Error::invalid_input(
                "the model has no chat template: it goes on from texts and does not answer messages; \
                 choose an instruct model",
            )
        })?;
        let input = RenderInput {
            messages: messages.iter().map(message).collect::<Result<_>>()?,
            add_generation_prompt: true,
            extra: self
                .specials
                .iter()
                .map(|(key, name)| ((*key).to_owned(), Value::from(name.as_str())))
                .collect(),
            ..RenderInput::default()
        };
        template.render(&input).map_err(|error| {
            Error::invalid_input("the model's chat template refuses the messages")
                .with_source(error)
        })
    }
}

fn message(message: &Message) -> Result<TemplateMessage> {
    let role = match message.role() {
        Role::System | Role::Developer => "system",
        Role::Human => "user",
        Role::Ai => "assistant",
        Role::Tool => "tool",
        other => {
            return Err(Error::invalid_input(format!(
                "a local model has no messages of the role {other}"
            )));
        }
    };
    for block in message.content().blocks() {
        if !matches!(block.kind(), "text" | "refusal" | "reasoning" | "opaque") {
            return Err(Error::invalid_input(format!(
                "a message has a block of the kind {}: a local model reads text alone",
                block.kind()
            )));
        }
    }
    let mut out = TemplateMessage::new(role, message.text());
    if let Message::Ai(message) = message {
        out.tool_calls = message
            .tool_calls()
            .iter()
            .map(|call| {
                let function = json!({"name": call.name, "arguments": call.arguments});
                json!({"id": call.id, "type": "function", "function": function})
            })
            .collect();
    }
    if let Message::Tool(message) = message {
        let id = Value::from(message.tool_call_id());
        out.extra.insert("tool_call_id".to_owned(), id);
    }
    if let Some(name) = message.name() {
        out.extra.insert("name".to_owned(), Value::from(name));
    }
    Ok(out)
}
