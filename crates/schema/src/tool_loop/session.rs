use surprisal_core::{
    AiMessage, AiMessageChunk, CallOptions, ChatModel, ChunkStream, Error, InvalidToolCall,
    Message, Result, RunnableExt as _, ToolCall, ToolChoice, ToolDefinition, ToolMessage,
};

use super::{ToolLoop, ToolRun, ToolRunEnd, ToolVerdict};
use crate::Tool;

/// A run that is under way, whole or streamed.
pub(super) struct Session<M> {
    parts: ToolLoop<M>,
    options: CallOptions,
    /// Whether the model must call a tool in the first round.
    must_call: bool,
    pub(super) run: ToolRun,
}

/// What is to be done after an answer.
pub(super) enum Next {
    End(ToolRunEnd),
    Work(Vec<Work>),
}

/// A call and what becomes of it.
pub(super) enum Work {
    Call(Tool, ToolCall),
    Reply(ToolMessage),
}

impl<M: ChatModel> Session<M> {
    pub(super) fn new(parts: ToolLoop<M>, mut options: CallOptions) -> Self {
        let bound = parts.model.profile().options;
        let choice = options.tool_choice.as_ref().or(bound.tool_choice.as_ref());
        let must_call = matches!(choice, Some(ToolChoice::Required | ToolChoice::Tool(_)));

        let besides = options.tools.take().or(bound.tools).unwrap_or_default();
        let is_new = |tool: &&Tool| besides.iter().all(|known| known.name() != tool.name());
        let own: Vec<ToolDefinition> = parts.tools.iter().filter(is_new).map(Into::into).collect();
        let offered = [besides, own].concat();
        options.tools = Some(offered).filter(|tools| !tools.is_empty());
        Self {
            parts,
            options,
            must_call,
            run: ToolRun::default(),
        }
    }

    /// Whether calls are due before the first round.
    pub(super) fn is_due(&self) -> bool {
        matches!(self.run.messages().last(), Some(Message::Ai(answer)) if has_calls(answer))
    }

    pub(super) async fn answer(&mut self) -> Result<()> {
        let messages = self.run.messages().clone();
        let options = self.round_options();
        let answer = self.parts.model.invoke_opts(messages, options).await;
        let answer = answer.map_err(|error| self.interrupted(error))?;
        self.run.push_answer(answer);
        Ok(())
    }

    pub(super) async fn answer_stream(&mut self) -> Result<ChunkStream<AiMessageChunk>> {
        let messages = self.run.messages().clone();
        let options = self.round_options();
        let chunks = self.parts.model.stream_opts(messages, options).await;
        chunks.map_err(|error| self.interrupted(error))
    }

    /// The error, with the run as far as it came.
    pub(super) fn interrupted(&mut self, error: Error) -> Error {
        std::mem::take(&mut self.run).interrupted_by(error)
    }

    fn round_options(&self) -> CallOptions {
        let options = self.options.clone();
        match self.must_call && self.run.rounds() > 0 {
            true => options.tool_choice(ToolChoice::Auto),
            false => options,
        }
    }

    /// What the last answer asks for.
    pub(super) async fn next(&self) -> Next {
        let Some(Message::Ai(answer)) = self.run.messages().last() else {
            return Next::End(ToolRunEnd::Answered);
        };
        if !has_calls(answer) {
            return Next::End(ToolRunEnd::Answered);
        }
        if self.run.rounds() >= self.parts.max_rounds {
            return Next::End(ToolRunEnd::OutOfRounds);
        }
        let mut work = Vec::new();
        for call in answer.tool_calls() {
            match self.judge(call).await {
                Some(next) => work.push(next),
                None => return Next::End(ToolRunEnd::Stopped),
            }
        }
        let invalid = answer.invalid_tool_calls().iter();
        work.extend(invalid.map(|call| Work::Reply(self.reject(call))));
        Next::Work(work)
    }

    /// What becomes of a call; nothing where it stops the run.
    async fn judge(&self, call: &ToolCall) -> Option<Work> {
        let Some(tool) = self
            .parts
            .tools
            .iter()
            .find(|tool| tool.name() == call.name)
        else {
            let mut offered = self.options.tools.iter().flatten();
            let is_the_callers = offered.any(|tool| tool.name() == call.name);
            let text = format!("there is no tool `{}`: {}", call.name, self.tools());
            return (!is_the_callers).then(|| Work::Reply(error(&call.id, &call.name, text)));
        };
        let verdict = match &self.parts.before_call {
            Some(hook) => hook(call.clone()).await,
            None => ToolVerdict::Run,
        };
        match verdict {
            ToolVerdict::Run => Some(Work::Call(tool.clone(), call.clone())),
            ToolVerdict::Refuse(why) => Some(Work::Reply(error(&call.id, &call.name, why))),
            ToolVerdict::Stop => None,
        }
    }

    fn reject(&self, call: &InvalidToolCall) -> ToolMessage {
        let text = format!("the call cannot be made: {}; {}", call.error, self.tools());
        error(&call.id, &call.name, text)
    }

    /// The tools that there are, in words.
    fn tools(&self) -> String {
        let offered = self.options.tools.iter().flatten();
        let names: Vec<&str> = offered.map(ToolDefinition::name).collect();
        match names.is_empty() {
            true => "there are no tools".to_owned(),
            false => format!("the tools are {}", names.join(", ")),
        }
    }
}

impl Work {
    pub(super) async fn done(self) -> ToolMessage {
        match self {
            Self::Call(tool, call) => tool.call(&call).await,
            Self::Reply(message) => message,
        }
    }
}

fn has_calls(answer: &AiMessage) -> bool {
    !answer.tool_calls().is_empty() || !answer.invalid_tool_calls().is_empty()
}

fn error(id: &str, name: &str, text: String) -> ToolMessage {
    ToolMessage::new(id, text).with_name(name).with_error(true)
}
