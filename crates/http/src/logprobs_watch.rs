use surprisal_core::{
    AiMessage, AiMessageChunk, Availability, CallOptions, Channel, ChoiceChunk, Content, Error,
    ErrorKind, Logprobs, Policy, Result, Warning,
};

/// Sees to it that logprobs which were asked for come, or that it is said that they did not.
#[derive(Debug)]
pub(crate) struct LogprobsWatch {
    policy: Policy,
    /// What a choice without tokens is to be called; `None` where nobody asked.
    absent: Option<Availability>,
    provider: &'static str,
    seen: Vec<Seen>,
}

/// What came of one choice.
#[derive(Debug, Default)]
struct Seen {
    index: u32,
    text: bool,
    tokens: bool,
}

impl LogprobsWatch {
    /// `left_out` are the options that were not sent.
    pub(crate) fn new(provider: &'static str, options: &CallOptions, left_out: &[Warning]) -> Self {
        let refused = left_out.iter().any(|warning| warning.option == "logprobs");
        Self {
            policy: options.on_logprobs_missing.unwrap_or_default(),
            absent: options.wants_logprobs().then_some(match refused {
                true => Availability::Refused,
                false => Availability::RequestedButAbsent,
            }),
            provider,
            seen: Vec::new(),
        }
    }

    /// Takes note of a chunk.
    pub(crate) fn see(&mut self, chunk: &AiMessageChunk) {
        if self.absent.is_none() {
            return;
        }
        for choice in chunk.choices() {
            self.note(choice.index(), choice.content(), choice.logprobs());
        }
    }

    /// At the end of a stream: a last chunk that says which choices have none, or the error.
    pub(crate) fn end(&self) -> Result<Option<AiMessageChunk>> {
        let mut last = AiMessageChunk::default();
        for (index, absent) in self.without() {
            let mut choice = ChoiceChunk::new(index, "");
            choice.logprobs_mut().set_availability(absent);
            last.push_choice(choice);
        }
        if let Some(warning) = self.warning()? {
            last.response_metadata_mut().warnings.push(warning);
        }
        Ok(Some(last).filter(|last| !last.is_empty()))
    }

    /// The same for a whole message.
    pub(crate) fn check(mut self, message: &mut AiMessage) -> Result<()> {
        for choice in message.choices() {
            self.note(choice.index(), choice.content(), choice.logprobs());
        }
        for (index, absent) in self.without() {
            for choice in message
                .choices_mut()
                .filter(|choice| choice.index() == index)
            {
                choice.logprobs_mut().set_availability(absent);
            }
        }
        let warning = self.warning()?;
        message.response_metadata_mut().warnings.extend(warning);
        Ok(())
    }

    fn note(&mut self, index: u32, content: &Content, logprobs: &Logprobs) {
        let mut blocks = content.blocks().iter();
        let text = blocks.any(|block| matches!(block.kind(), "text" | "refusal"));
        // Those of the prompt are no answer.
        let tokens = logprobs
            .channels()
            .any(|(channel, tokens)| channel != Channel::Prompt && !tokens.is_empty());
        match self.seen.iter_mut().find(|seen| seen.index == index) {
            Some(seen) => {
                seen.text |= text;
                seen.tokens |= tokens;
            }
            None => self.seen.push(Seen {
                index,
                text,
                tokens,
            }),
        }
    }

    /// The choices that have none though they were asked for, and what that is to be called.
    fn without(&self) -> impl Iterator<Item = (u32, Availability)> {
        let choices = self.seen.iter().filter(|seen| !seen.tokens);
        choices.filter_map(|seen| Some((seen.index, self.absent?)))
    }

    /// The warning, or the error if that was chosen, where there is text without its log probabilities. Tool
    /// calls alone come without at most providers: that is no failure.
    fn warning(&self) -> Result<Option<Warning>> {
        let missing = self.seen.iter().any(|seen| seen.text && !seen.tokens);
        if missing && self.absent == Some(Availability::RequestedButAbsent) {
            return self.missing().map(Some);
        }
        Ok(None)
    }

    fn missing(&self) -> Result<Warning> {
        let message = "logprobs were asked for and the answer has none: choose a model that gives \
                       them, or set on_logprobs_missing(Policy::Warn) to take the answer without";
        match self.policy {
            Policy::Warn => Ok(Warning::new("logprobs", message)),
            _ => Err(Error::new(ErrorKind::LogprobsMissing, message).with_provider(self.provider)),
        }
    }
}
