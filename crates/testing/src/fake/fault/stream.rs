use std::time::Duration;

use surprisal_core::{AiMessageChunk, ChoiceChunk, Content, ErrorKind, Logprobs};

/// One thing that happens while an answer comes.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "most of them are chunks")]
pub(in crate::fake) enum Step {
    Chunk(AiMessageChunk),
    Wait(Duration),
    /// Nothing more happens.
    Stall,
    /// It breaks, after so many chunks.
    Fail(usize, ErrorKind),
}

impl Step {
    /// Puts an end after so many chunks.
    pub(super) fn cut(steps: Vec<Self>, chunks: usize, end: Self) -> Vec<Self> {
        let mut left = chunks;
        let kept = steps.into_iter().take_while(|step| {
            let is_kept = left > 0;
            left -= usize::from(is_kept && matches!(step, Self::Chunk(_)));
            is_kept
        });
        kept.chain([end]).collect()
    }

    pub(super) fn delay(steps: Vec<Self>, time: Duration) -> Vec<Self> {
        [Self::Wait(time)].into_iter().chain(steps).collect()
    }

    pub(super) fn pause(steps: Vec<Self>, time: Duration) -> Vec<Self> {
        let mut is_first = true;
        let paused = steps.into_iter().flat_map(|step| {
            let waits = !is_first && !matches!(step, Self::Wait(_));
            is_first &= !matches!(step, Self::Chunk(_));
            [waits.then_some(Self::Wait(time)), Some(step)]
        });
        paused.flatten().collect()
    }
}

/// Changes the piece of each choice in each chunk.
pub(super) fn each_choice(
    chunks: Vec<AiMessageChunk>,
    mut change: impl FnMut(ChoiceChunk) -> ChoiceChunk,
) -> Vec<AiMessageChunk> {
    let change = |chunk: AiMessageChunk| {
        let choices = chunk.choices().iter().cloned();
        let changed = choices.map(&mut change);
        changed.fold(beside(&chunk), AiMessageChunk::with_choice)
    };
    chunks.into_iter().map(change).collect()
}

/// The chunk without its choices.
fn beside(chunk: &AiMessageChunk) -> AiMessageChunk {
    let mut rest = AiMessageChunk::default();
    if let Some(usage) = chunk.usage() {
        rest = rest.with_usage(usage.clone());
    }
    match chunk.response_metadata() {
        Some(metadata) => rest.with_response_metadata(metadata.clone()),
        None => rest,
    }
}

pub(super) fn logprobs_at_end(chunks: Vec<AiMessageChunk>) -> Vec<AiMessageChunk> {
    let mut kept: Vec<(u32, Logprobs)> = Vec::new();
    each_choice(chunks, |mut choice| {
        let index = choice.index();
        let logprobs = std::mem::take(choice.logprobs_mut());
        match kept.iter_mut().find(|(known, _)| *known == index) {
            Some((_, known)) => *known += logprobs,
            None => kept.push((index, logprobs)),
        }
        if choice.finish_reason().is_some()
            && let Some((_, known)) = kept.iter_mut().find(|(known, _)| *known == index)
        {
            *choice.logprobs_mut() = std::mem::take(known);
        }
        choice
    })
}

pub(super) fn cumulative(chunks: Vec<AiMessageChunk>) -> Vec<AiMessageChunk> {
    let mut kept: Vec<(u32, Content, Logprobs)> = Vec::new();
    each_choice(chunks, |mut choice| {
        let index = choice.index();
        let known = match kept.iter().position(|(known, ..)| *known == index) {
            Some(at) => kept.get_mut(at),
            None => {
                kept.push((index, Content::default(), Logprobs::default()));
                kept.last_mut()
            }
        };
        if let Some((_, content, logprobs)) = known {
            *content += choice.content().clone();
            *logprobs += choice.logprobs().clone();
            choice.content_mut().clone_from(content);
            choice.logprobs_mut().clone_from(logprobs);
        }
        choice
    })
}

pub(super) fn with_empty(chunks: Vec<AiMessageChunk>) -> Vec<AiMessageChunk> {
    let pairs = chunks
        .into_iter()
        .map(|chunk| [AiMessageChunk::default(), chunk]);
    pairs.flatten().collect()
}

pub(super) fn mixed(chunks: Vec<AiMessageChunk>) -> Vec<AiMessageChunk> {
    each_choice(chunks, |choice| {
        let mut first = ChoiceChunk::new(0, choice.content().clone())
            .with_finish_reason(choice.finish_reason().cloned())
            .with_logprobs(choice.logprobs().clone());
        for piece in choice.tool_call_chunks() {
            first = first.with_tool_call_chunk(piece.clone());
        }
        first
    })
}

pub(super) fn unfinished(chunks: Vec<AiMessageChunk>) -> Vec<AiMessageChunk> {
    each_choice(chunks, |choice| choice.with_finish_reason(None))
}

pub(super) fn miscounted(chunks: Vec<AiMessageChunk>) -> Vec<AiMessageChunk> {
    let recount = |chunk: AiMessageChunk| match chunk.usage().cloned() {
        Some(mut usage) => {
            usage.output_tokens = usage.output_tokens.map(|count| count + 1);
            usage.total_tokens = usage.total_tokens.map(|count| count + 1);
            chunk.with_usage(usage)
        }
        None => chunk,
    };
    chunks.into_iter().map(recount).collect()
}
