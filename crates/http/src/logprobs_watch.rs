use surprisal_core::{
    AiMessage, AiMessageChunk, Availability, CallOptions, ChoiceChunk, Error, ErrorKind, Policy,
    Result, Warning,
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
            let says = |text: bool| {
                text || choice
                    .content()
                    .blocks()
                    .iter()
                    .any(|block| matches!(block.kind(), "text" | "refusal"))
            };
            let tokens = !choice.logprobs().is_empty();
            match self
                .seen
                .iter_mut()
                .find(|seen| seen.index == choice.index())
            {
                Some(seen) => {
                    seen.text = says(seen.text);
                    seen.tokens |= tokens;
                }
                None => self.seen.push(Seen {
                    index: choice.index(),
                    text: says(false),
                    tokens,
                }),
            }
        }
    }

    /// At the end of a stream: a last chunk that says which choices have none, or the error.
    pub(crate) fn end(&self) -> Result<Option<AiMessageChunk>> {
        let Some(absent) = self.absent else {
            return Ok(None);
        };
        let without = || self.seen.iter().filter(|seen| !seen.tokens);
        if without().next().is_none() {
            return Ok(None);
        }
        let mut last = AiMessageChunk::default();
        for seen in without() {
            let mut choice = ChoiceChunk::new(seen.index, "");
            choice.logprobs_mut().set_availability(absent);
            last.push_choice(choice);
        }
        // Tool calls alone come without logprobs at most providers: that is no failure.
        if absent == Availability::RequestedButAbsent && without().any(|seen| seen.text) {
            last.response_metadata_mut().warnings.push(self.missing()?);
        }
        Ok(Some(last))
    }

    /// The same for a whole message.
    pub(crate) fn check(mut self, message: &mut AiMessage) -> Result<()> {
        let Some(absent) = self.absent else {
            return Ok(());
        };
        for choice in message.choices_mut() {
            let has_text = choice
                .content()
                .blocks()
                .iter()
                .any(|block| matches!(block.kind(), "text" | "refusal"));
            let tokens = !choice.logprobs().is_empty();
            if !tokens {
                choice.logprobs_mut().set_availability(absent);
            }
            self.seen.push(Seen {
                index: choice.index(),
                text: has_text,
                tokens,
            });
        }
        if absent == Availability::RequestedButAbsent
            && self.seen.iter().any(|seen| seen.text && !seen.tokens)
        {
            let warning = self.missing()?;
            message.response_metadata_mut().warnings.push(warning);
        }
        Ok(())
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
