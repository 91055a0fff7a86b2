use std::collections::VecDeque;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use surprisal_core::{
    AiMessage, AiMessageChunk, Availability, CallOptions, Capabilities, ChoiceChunk, ChunkStream,
    Error, ErrorKind, Messages, Policy, Profile, Result, Runnable, Warning,
};
use surprisal_testing::conformance::{Answer, End, KEY, REQUEST_ID, Step};

use super::alter::{Asked, altered};
use super::errors::error;
use super::play::{Next, Play};
use super::request::request;
use super::service::Service;

/// The model.
pub(super) struct DoubleModel {
    service: Arc<Service>,
    capabilities: Capabilities,
    life: Arc<()>,
}

impl DoubleModel {
    pub(super) fn new(service: Arc<Service>, capabilities: Capabilities) -> Self {
        Self {
            service,
            capabilities,
            life: Arc::new(()),
        }
    }

    fn is(&self, fault: &str) -> bool {
        self.service.fault == fault
    }

    /// Asks the service, and gives what comes of it.
    fn ask(&self, input: &Messages, mut options: CallOptions, streamed: bool) -> Result<Play> {
        let named = |error: Error| error.with_provider("double");
        if !self.is("an_empty_conversation_is_refused_without_a_request") {
            input.check().map_err(named)?;
        }
        if !self.is("an_option_out_of_range_is_refused_without_a_request") {
            options.check().map_err(named)?;
        }
        let mut warnings = Vec::new();
        let policy = options.on_unsupported;
        if self.is("silent") {
            options.on_unsupported = Some(Policy::Warn);
        }
        let mut left = self
            .capabilities
            .answer(&options, streamed, "double", &mut warnings)?
            .into_owned();
        left.on_unsupported = policy;
        if self.is("silent") || self.is("unwarned") {
            warnings.clear();
        }
        let seen = request(self.service.fault, input, &left);
        match self.service.ask(seen.clone()) {
            Step::Error(failure) => Err(error(self.service.fault, &failure, &seen.headers, false)),
            Step::Answer(answer) => {
                let refused = options.wants_logprobs() && !left.wants_logprobs();
                let items = self.items(&answer, &left, streamed, warnings, refused);
                let mut play = self.play(items, answer.pause, &left, streamed);
                if self.is("a_stream_that_has_begun_is_not_tried_again")
                    && matches!(answer.end, End::Breaks(2))
                    && let Step::Answer(again) = self.service.ask(seen)
                    && matches!(again.end, End::Whole)
                {
                    play.items.pop_back();
                    play.items
                        .extend(self.items(&again, &left, streamed, Vec::new(), false));
                }
                Ok(play)
            }
            _ => Err(Error::new(ErrorKind::Server, "the step is not known")),
        }
    }

    fn play(
        &self,
        items: VecDeque<Next>,
        pause: Duration,
        options: &CallOptions,
        streamed: bool,
    ) -> Play {
        let mut play = Play {
            service: Arc::clone(&self.service),
            model: self
                .is("a_stream_outlives_its_model")
                .then(|| Arc::downgrade(&self.life)),
            items,
            pause,
            deadline: None,
            idle: None,
            streamed,
            ended: false,
        };
        play.limits(options);
        play
    }

    fn items(
        &self,
        answer: &Answer,
        options: &CallOptions,
        streamed: bool,
        warnings: Vec<Warning>,
        refused: bool,
    ) -> VecDeque<Next> {
        let asked = Asked {
            fault: self.service.fault,
            options,
            streamed,
        };
        let mut pieces = altered(&asked, answer);
        let metadata = pieces[0].response_metadata_mut();
        let provider = if self.is("an_answer_tells_its_provider") && asked.is_example() {
            ""
        } else {
            "double"
        };
        metadata.provider = Some(provider.to_owned());
        metadata.warnings = warnings;
        if !self.is("an_answer_tells_the_id_of_its_request") {
            metadata.request_id = Some(REQUEST_ID.to_owned());
        }
        let missing = watch(&asked, &pieces, refused);
        let cut = |count: usize| pieces.iter().take(count).cloned().map(Next::Chunk);
        let truncated = || {
            Next::Error(Error::new(ErrorKind::Truncated, "it ended early").with_provider("double"))
        };
        let is_missed = match (&answer.end, streamed) {
            (End::Breaks(_), false) => self.is("an_answer_that_breaks_off_is_truncated"),
            (End::Stops(_), false) => self.is("an_answer_that_stops_early_is_truncated"),
            (End::Breaks(1), true) => self.is("a_stream_that_breaks_off_is_truncated"),
            (End::Stops(4), true) => self.is("a_stream_without_its_end_is_truncated"),
            _ => false,
        };
        match &answer.end {
            End::Stops(count) | End::Breaks(count) if is_missed => cut(*count).collect(),
            End::Stops(count) | End::Breaks(count) => cut(*count).chain([truncated()]).collect(),
            End::Stalls(count) => cut(*count).chain([Next::Stall]).collect(),
            End::Fails(count, failure) => {
                let headers = [("authorization".to_owned(), KEY.to_owned())];
                let failed = error(self.service.fault, failure, &headers, true);
                cut(*count).chain([Next::Error(failed)]).collect()
            }
            _ => cut(pieces.len()).chain(missing).collect(),
        }
    }
}

/// What is to be said of log probabilities that did not come.
fn watch(asked: &Asked<'_>, pieces: &[AiMessageChunk], refused: bool) -> Option<Next> {
    let sum: AiMessageChunk = pieces.iter().cloned().sum();
    if refused {
        let mut choice = ChoiceChunk::new(0, "");
        choice
            .logprobs_mut()
            .set_availability(Availability::Refused);
        return Some(Next::Chunk(AiMessageChunk::default().with_choice(choice)));
    }
    let says = |choice: &ChoiceChunk| {
        !choice.text().is_empty() && choice.logprobs().availability() != Availability::Returned
    };
    if !asked.options.wants_logprobs() || !sum.choices().iter().any(says) {
        return None;
    }
    let is_passed_over = match (asked.options.on_logprobs_missing, asked.streamed) {
        (Some(Policy::Warn), _) => {
            asked.is("missing_log_probabilities_are_a_warning_where_that_is_chosen")
        }
        (_, false) => asked.is("missing_log_probabilities_are_an_error"),
        (_, true) => asked.is("missing_log_probabilities_of_a_stream_are_an_error"),
    };
    if is_passed_over
        || asked.is("the_tokens_of_choices_are_kept_apart") && asked.options.n == Some(2)
    {
        return None;
    }
    let message = "they were asked for";
    Some(match asked.options.on_logprobs_missing {
        Some(Policy::Warn) => {
            let mut choice = ChoiceChunk::new(0, "");
            choice
                .logprobs_mut()
                .set_availability(Availability::RequestedButAbsent);
            let mut chunk = AiMessageChunk::default().with_choice(choice);
            chunk
                .response_metadata_mut()
                .warnings
                .push(Warning::new("logprobs", message));
            Next::Chunk(chunk)
        }
        _ => Next::Error(Error::new(ErrorKind::LogprobsMissing, message).with_provider("double")),
    })
}

#[async_trait]
impl Runnable for DoubleModel {
    type Input = Messages;
    type Output = AiMessage;
    type Chunk = AiMessageChunk;
    type Options = CallOptions;

    async fn invoke_opts(&self, input: Messages, options: CallOptions) -> Result<AiMessage> {
        let mut play = self.ask(&input, options, false)?;
        let mut whole = AiMessageChunk::default();
        while let Some(next) = play.next().await {
            whole += next?;
            if play.ended {
                break;
            }
        }
        Ok(whole.into())
    }

    async fn stream_opts(
        &self,
        input: Messages,
        options: CallOptions,
    ) -> Result<ChunkStream<AiMessageChunk>> {
        Ok(self.ask(&input, options, true)?.into_stream())
    }

    fn profile_opts(&self, _: &Self::Options) -> Profile {
        let mut profile = Profile::new("double", "double-1").with_capabilities(self.capabilities);
        if self.is("what_a_profile_tells_is_what_answers_tell") {
            profile.model = None;
        }
        profile
    }
}

impl fmt::Debug for DoubleModel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = if self.is("a_model_does_not_print_its_key") {
            KEY
        } else {
            "***"
        };
        f.debug_struct("DoubleModel")
            .field("key", &key)
            .finish_non_exhaustive()
    }
}
