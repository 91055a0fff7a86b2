use surprisal_core::{
    AiMessageChunk, Basis, Channel, ChoiceChunk, Error, FinishReason, Logprobs, Messages,
    ResponseMetadata, Result, TokenLogprob, Usage,
};

use super::assembly::{Assembly, Piece};
use super::{Halt, Watch};
use crate::loaded::Loaded;
use crate::plan::{Plan, PlannedLogprobs};
use crate::sampling::{Distribution, Sampler};

/// Answers a conversation, chunk by chunk.
pub(crate) fn answer(
    model: &mut Loaded,
    name: &str,
    messages: &Messages,
    plan: &Plan,
    watch: &mut dyn Watch,
) -> Result<(), Halt> {
    plan.check_vocabulary(model.tokenizer.vocabulary().len())?;
    let prompt = model.prompt(messages, watch)?;
    if prompt.is_empty() {
        let message = "the model's chat template makes no text of the messages";
        return Err(Error::invalid_input(message).into());
    }
    let room = model.room(prompt.len())?;
    let limit = plan.max_tokens.map_or(room, |limit| limit.min(room));
    watch.check()?;
    watch.emit(first_chunk(name, plan))?;

    let prompt_logprobs = plan.logprobs.filter(|logprobs| logprobs.prompt);
    let scored_from = match prompt_logprobs {
        Some(_) => 1,
        None => prompt.len(),
    };
    let top = prompt_logprobs.and_then(|logprobs| logprobs.top);
    let reading = model.read(&prompt, scored_from, top, watch)?;
    if prompt_logprobs.is_some() {
        watch.emit(prompt_chunk(model, &prompt, reading.scored))?;
    }

    let mut written = 0;
    for index in 0..plan.choices {
        model.rewind(prompt.len());
        let mut choice = Writer {
            index,
            plan,
            sampler: Sampler::new(plan.sampling.clone(), plan.seed.wrapping_add(index.into())),
            written: 0,
        };
        choice.write(model, reading.logits.clone(), limit, watch)?;
        written += choice.written;
    }
    let mut usage = Usage::new(prompt.len() as u64, written as u64);
    usage.cached_tokens = Some(reading.cached as u64);
    watch.emit(AiMessageChunk::default().with_usage(usage))
}

fn first_chunk(name: &str, plan: &Plan) -> AiMessageChunk {
    let mut metadata = ResponseMetadata::default();
    metadata.provider = Some(crate::PROVIDER.to_owned());
    metadata.model = Some(name.to_owned());
    metadata.warnings.clone_from(&plan.warnings);
    AiMessageChunk::default().with_response_metadata(metadata)
}

/// The prompt's tokens. Nothing comes before the first, so it has no log probability.
fn prompt_chunk(model: &Loaded, prompt: &[u32], scored: Vec<TokenLogprob>) -> AiMessageChunk {
    let vocabulary = model.tokenizer.vocabulary();
    let first = prompt.first().map(|id| {
        let candidate = vocabulary.candidate(*id, 0.0).without_logprob();
        TokenLogprob::from(candidate)
    });
    // The basis is left to the answer's own: those of the prompt are never of any but the model's distribution.
    let logprobs = Logprobs::new(Channel::Prompt, first.into_iter().chain(scored));
    AiMessageChunk::default().with_choice(ChoiceChunk::new(0, "").with_logprobs(logprobs))
}

/// Writes one choice.
struct Writer<'a> {
    index: u32,
    plan: &'a Plan,
    sampler: Sampler,
    /// How many tokens it has, the one that ends it included.
    written: usize,
}

impl Writer<'_> {
    fn write(
        &mut self,
        model: &mut Loaded,
        mut logits: Vec<f32>,
        limit: usize,
        watch: &mut dyn Watch,
    ) -> Result<(), Halt> {
        let mut assembly = Assembly::new(&self.plan.stop);
        let reason = loop {
            watch.check()?;
            let id = self.sampler.draw(&logits);
            self.written += 1;
            let token = self.token(model, &logits, id);
            let vocabulary = model.tokenizer.vocabulary();
            let is_end = vocabulary.is_end(id);
            let bytes = if is_end { &[] } else { vocabulary.bytes(id) };
            let piece = assembly.push(bytes, token);
            let is_last = is_end || piece.is_last;
            if let Some(chunk) = self.chunk(piece) {
                watch.emit(AiMessageChunk::default().with_choice(chunk))?;
            }
            if is_last {
                break FinishReason::Stop;
            }
            if self.written == limit {
                break FinishReason::Length;
            }
            logits = model.next(id)?;
        };
        let rest = self.chunk(assembly.finish());
        let last = rest.unwrap_or_else(|| ChoiceChunk::new(self.index, ""));
        watch.emit(AiMessageChunk::default().with_choice(last.with_finish_reason(reason)))
    }

    fn token(&mut self, model: &Loaded, logits: &[f32], id: u32) -> Option<TokenLogprob> {
        let PlannedLogprobs { top, basis, .. } = self.plan.logprobs?;
        if basis == Basis::Raw {
            return Some(model.score(&Distribution::new(logits), id, top));
        }
        let vocabulary = model.tokenizer.vocabulary();
        let (own, candidates) = self.sampler.drawn_from(id, top.unwrap_or(0));
        let token = TokenLogprob::from(vocabulary.candidate(id, own));
        Some(match top {
            Some(_) => token.with_top_logprobs(
                candidates
                    .iter()
                    .map(|candidate| vocabulary.candidate(candidate.id, candidate.logprob)),
            ),
            None => token,
        })
    }

    /// The piece as a chunk, unless it says nothing.
    fn chunk(&self, piece: Piece) -> Option<ChoiceChunk> {
        if piece.text.is_empty() && piece.tokens.is_empty() {
            return None;
        }
        let chunk = ChoiceChunk::new(self.index, piece.text);
        let Some(planned) = self.plan.logprobs.filter(|_| !piece.tokens.is_empty()) else {
            return Some(chunk);
        };
        let mut logprobs = Logprobs::new(Channel::Content, piece.tokens);
        logprobs.set_basis(planned.basis);
        Some(chunk.with_logprobs(logprobs))
    }
}
