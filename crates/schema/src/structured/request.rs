use surprisal_core::{
    BaseMessage as _, CallOptions, ChatModel, Content, ContentBlock, DeveloperMessage, Message,
    Messages, ResponseFormat, RunnableExt as _, SystemMessage, ToolChoice, ToolDefinition,
};

use super::{StructuredMethod, StructuredOutput};
use crate::json::Form;

impl<M: ChatModel, T> StructuredOutput<M, T> {
    /// What the model is asked, and with which options, so that it answers by this method.
    pub(super) fn request(
        &self,
        method: StructuredMethod,
        messages: Messages,
        options: CallOptions,
    ) -> (Messages, CallOptions) {
        match method {
            StructuredMethod::JsonSchema => (messages, options.response_format(format(&self.form))),
            StructuredMethod::FunctionCalling => (messages, self.with_function(options)),
            StructuredMethod::JsonMode => (
                with_schema(messages, &self.form),
                options.response_format(ResponseFormat::JsonObject),
            ),
            StructuredMethod::Prompt => (with_schema(messages, &self.form), options),
        }
    }

    fn with_function(&self, mut options: CallOptions) -> CallOptions {
        // Those of a call are in the place of those that are bound, which would be lost.
        let bound = || self.model.profile().options.tools;
        let mut tools = options.tools.take().or_else(bound).unwrap_or_default();
        tools.push(function(&self.form));
        options
            .tools(tools)
            .tool_choice(ToolChoice::Tool(self.form.name.clone()))
    }
}

fn format(form: &Form) -> ResponseFormat {
    let (schema, strict) = form.enforced();
    let format = ResponseFormat::json_schema(&form.name, schema.clone()).with_strict(strict);
    match &form.description {
        Some(description) => format.with_description(description),
        None => format,
    }
}

fn function(form: &Form) -> ToolDefinition {
    let (schema, strict) = form.enforced();
    let function = ToolDefinition::new(&form.name, schema.clone()).with_strict(strict);
    match &form.description {
        Some(description) => function.with_description(description),
        None => function,
    }
}

/// The schema goes to the end of the system message, or is one: templates of chats take one, and in front.
fn with_schema(messages: Messages, form: &Form) -> Messages {
    let text = format!(
        "Answer with one JSON object and nothing else. It must follow this JSON schema:\n{}",
        form.schema
    );
    let mut messages = messages.into_iter();
    let (schema, first) = match messages.next() {
        Some(Message::System(message)) => {
            let mut longer = SystemMessage::new(appended(message.content(), &text));
            if let Some(name) = message.name() {
                longer = longer.with_name(name);
            }
            (Message::from(longer), None)
        }
        Some(Message::Developer(message)) => {
            let mut longer = DeveloperMessage::new(appended(message.content(), &text));
            if let Some(name) = message.name() {
                longer = longer.with_name(name);
            }
            (longer.into(), None)
        }
        other => (Message::system(text), other),
    };
    [schema].into_iter().chain(first).chain(messages).collect()
}

fn appended(content: &Content, text: &str) -> Content {
    let mut content = content.clone();
    match content.is_empty() {
        true => content.push(ContentBlock::text(text)),
        false => content += Content::from(format!("\n\n{text}")),
    }
    content
}
