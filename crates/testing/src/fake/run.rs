use std::future::ready;

use surprisal_core::{
    AiMessageChunk, BaseMessage as _, CallOptions, ChunkStream, Messages, ResponseMetadata, Result,
    Runnable as _, RunnableExt as _, TimeLimits, Usage, Warning, stream_lambda,
};

use super::answer::FakeChoice;
use super::cut::{cut, split_characters};
use super::fault::Step;
use super::obey::PROVIDER;
use super::piece::Part;
use super::play::{Live, play};
use super::state::State;
use super::write::Writer;
use super::{FakeAnswer, FakeCall, FakeChatModel, Fault, obey};

/// An answer that is ready to be given.
pub(super) struct Run {
    steps: Vec<Step>,
    limits: TimeLimits,
    live: Live,
}

impl Run {
    /// Takes the answer to a call out of the script.
    pub(super) fn new(
        model: &FakeChatModel,
        messages: Messages,
        asked: CallOptions,
        stream: bool,
    ) -> Result<Self> {
        let mut state = model.state();
        let faults = state.next_faults();
        if !faults.contains(&Fault::Unchecked) {
            messages.check()?;
        }
        let (options, warnings) = obey::options(asked.clone(), &faults, &state, stream)?;
        let next = state.next(&messages, &options)?;
        let chunks = next.map(|answer| chunks(answer, &state, &messages, &options, warnings));
        state.calls.push(FakeCall {
            messages,
            options: asked,
            stream,
        });
        let chunks = faults
            .iter()
            .fold(chunks?, |chunks, fault| fault.chunks(chunks, stream));
        let steps = chunks.into_iter().map(Step::Chunk).collect();
        Ok(Self {
            steps: faults.iter().fold(steps, |steps, fault| fault.steps(steps)),
            limits: limits(&options, stream),
            live: model.live_guard(),
        })
    }

    /// Gives it, within the time that the options allow.
    pub(super) async fn start(self) -> Result<ChunkStream<AiMessageChunk>> {
        let limits = self.limits;
        let played = stream_lambda::<AiMessageChunk, _, _, _, _>(|run: Self| {
            ready(Ok(play(run.steps, run.live)))
        });
        played.with_timeout(limits).stream_opts(self, ()).await
    }
}

fn chunks(
    answer: FakeAnswer,
    state: &State,
    messages: &Messages,
    options: &CallOptions,
    warnings: Vec<Warning>,
) -> Vec<AiMessageChunk> {
    let count = options.n.unwrap_or(1) as usize;
    let choices = answer.choices().take(count).cloned();
    let choices: Vec<FakeChoice> = choices
        .map(|choice| match state.splits_characters {
            true => split_characters(choice),
            false => choice,
        })
        .map(|choice| cut(choice, options))
        .collect();
    let mut metadata = ResponseMetadata::default();
    metadata.provider = Some(PROVIDER.to_owned());
    metadata.model = Some(PROVIDER.to_owned());
    metadata.warnings = warnings;
    let usage = answer.usage.unwrap_or_else(|| usage(messages, &choices));
    let writer = Writer {
        options,
        per_chunk: state.per_chunk,
        basis: answer.basis,
        turn: messages.len(),
    };
    writer.write(choices, metadata, usage)
}

fn usage(messages: &Messages, choices: &[FakeChoice]) -> Usage {
    let words = messages
        .iter()
        .map(|message| message.text().split_whitespace().count());
    let pieces = choices.iter().flat_map(|choice| &choice.pieces);
    let reasoning = pieces
        .clone()
        .filter(|piece| piece.part == Part::Reasoning)
        .count();
    let mut usage = Usage::new(words.sum::<usize>() as u64, pieces.count() as u64);
    usage.reasoning_tokens = (reasoning > 0).then_some(reasoning as u64);
    usage
}

fn limits(options: &CallOptions, stream: bool) -> TimeLimits {
    let mut limits = TimeLimits::new();
    if let Some(limit) = options.timeout {
        limits = limits.whole(limit);
    }
    if let Some(limit) = options.idle_timeout.filter(|_| stream) {
        limits = limits.first_chunk(limit).between_chunks(limit);
    }
    limits
}
