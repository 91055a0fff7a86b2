use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use hf_chat_template::{ChatTemplate, Message as TemplateMessage, RenderInput};
use serde_json::{Value, json};
use surprisal_core::{BaseMessage, Error, ErrorKind, Message, Messages, Result, Role};

use crate::generate::{Halt, Watch};
use crate::gguf::Metadata;
use crate::tokenizer::Tokenizer;

/// The chat template of the model: messages to the text that the model was trained to go on from.
#[derive(Debug)]
pub(crate) struct Template {
    /// `None` if the file has none. Shared with the thread that renders it.
    template: Option<Arc<ChatTemplate>>,
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
        let template = template.map_err(|error| {
            metadata
                .wrong("its chat template cannot be read")
                .with_source(error)
        })?;
        Ok(Self {
            template: template.map(Arc::new),
            specials,
        })
    }

    /// The text of a conversation, up to where the model's answer begins.
    ///
    /// A template is a program of whoever made the file, and nothing stops one that goes on for ever: it has a thread of
    /// its own, which is left behind then. As long as one is, no other is started.
    pub(crate) fn render(
        &self,
        messages: &Messages,
        watch: &mut dyn Watch,
    ) -> Result<String, Halt> {
        self.render_within(TIME, messages, watch)
    }

    fn render_within(
        &self,
        limit: Duration,
        messages: &Messages,
        watch: &mut dyn Watch,
    ) -> Result<String, Halt> {
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
        let started = Instant::now();
        while Arc::strong_count(template) > 1 {
            wait(started, limit, watch)?;
            thread::sleep(TICK);
        }
        let (sender, rendered) = mpsc::channel();
        let shared = Arc::clone(template);
        let render = move || {
            let text = shared.render(&input);
            drop(shared);
            // Nobody may be waiting any more.
            let _ = sender.send(text);
        };
        let thread = thread::Builder::new().name("surprisal-template".to_owned());
        thread.spawn(render).map_err(|error| {
            Error::new(ErrorKind::Server, "there can be no thread for the template")
                .with_source(error)
        })?;
        loop {
            match rendered.recv_timeout(TICK) {
                Ok(text) => {
                    return text.map_err(|error| {
                        let message = "the model's chat template refuses the messages";
                        Error::invalid_input(message).with_source(error).into()
                    });
                }
                Err(RecvTimeoutError::Timeout) => wait(started, limit, watch)?,
                Err(RecvTimeoutError::Disconnected) => {
                    let message = "the model's chat template makes the template engine panic";
                    return Err(Error::invalid_input(message).into());
                }
            }
        }
    }
}

/// Whether to go on waiting for a template.
fn wait(started: Instant, limit: Duration, watch: &mut dyn Watch) -> Result<(), Halt> {
    watch.check()?;
    if started.elapsed() < limit {
        return Ok(());
    }
    let message = format!("the model's chat template has not come to an end within {limit:?}");
    Err(Error::invalid_input(message).into())
}

/// Longer than any conversation takes that fits into a context.
const TIME: Duration = Duration::from_secs(10);
/// How often those that wait are seen to.
const TICK: Duration = Duration::from_millis(10);

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

#[cfg(test)]
mod tests {
    use surprisal_core::AiMessageChunk;

    use super::*;

    /// Waits for ever, or until it has been asked so often.
    struct Patient(usize);

    impl Watch for Patient {
        fn check(&mut self) -> Result<(), Halt> {
            self.0 = self.0.checked_sub(1).ok_or(Halt::Abandoned)?;
            Ok(())
        }

        fn emit(&mut self, _: AiMessageChunk) -> Result<(), Halt> {
            Ok(())
        }
    }

    fn template(source: &str) -> Template {
        Template {
            template: Some(Arc::new(ChatTemplate::from_str(source).unwrap())),
            specials: Vec::new(),
        }
    }

    /// Some seconds, where no test waits for its end.
    const LONG: &str =
        "{% for a in range(99999) %}{% for b in range(99) %}{% endfor %}{% endfor %}";

    #[test]
    fn a_template_that_does_not_end_is_an_error_and_is_not_begun_again() {
        let template = template(LONG);
        let messages = Messages::from("hi");
        let limit = Duration::from_millis(50);
        for _ in 0..2 {
            let halt = template.render_within(limit, &messages, &mut Patient(usize::MAX));
            let Err(Halt::Failed(error)) = halt else {
                panic!("{halt:?}")
            };
            assert_eq!(error.kind(), ErrorKind::InvalidInput);
            assert!(error.message().ends_with("within 50ms"), "{error}");
            assert_eq!(template.template.as_ref().map(Arc::strong_count), Some(2));
        }
    }

    #[test]
    fn whoever_waits_for_a_template_may_go_away() {
        let halt = template(LONG).render(&Messages::from("hi"), &mut Patient(3));
        assert!(matches!(halt, Err(Halt::Abandoned)), "{halt:?}");
    }

    #[test]
    fn a_template_that_ends_is_rendered_again_and_again() {
        let template = template("{{ messages[0].content }}!");
        for _ in 0..3 {
            let text = template.render(&Messages::from("hi"), &mut Patient(usize::MAX));
            assert_eq!(text.unwrap(), "hi!");
        }
    }
}
