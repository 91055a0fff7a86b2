//! Chunks are a monoid, and what they add up to is what was in them.

use std::collections::BTreeMap;

use futures::executor::block_on;
use futures::stream;
use proptest::collection::vec;
use proptest::{prop_assert, prop_assert_eq, proptest};
use surprisal_core::{AiMessage, AiMessageChunk, Channel, ContentBlock, Usage};

use crate::arbitrary::{chunk, usage};

proptest! {
    #[test]
    fn merge_is_associative(a in chunk(), b in chunk(), c in chunk()) {
        let left = (a.clone() + b.clone()) + c.clone();
        let right = a + (b + c);
        prop_assert_eq!(left, right);
    }

    #[test]
    fn the_empty_chunk_changes_nothing(a in chunk()) {
        prop_assert_eq!(a.clone() + AiMessageChunk::default(), a.clone());
        prop_assert_eq!(AiMessageChunk::default() + a.clone(), a);
    }

    #[test]
    fn every_way_to_merge_agrees(chunks in vec(chunk(), 0..5)) {
        let mut added = AiMessageChunk::default();
        for chunk in chunks.clone() {
            added += chunk;
        }
        let mut extended = AiMessageChunk::default();
        extended.extend(chunks.clone());
        prop_assert_eq!(&added, &extended);
        prop_assert_eq!(&added, &chunks.iter().cloned().sum());
        prop_assert_eq!(&added, &AiMessageChunk::from_iter(chunks.clone()));

        let collected = AiMessageChunk::collect(stream::iter(chunks.into_iter().map(Ok)));
        prop_assert_eq!(AiMessage::from(added), block_on(collected).unwrap());
    }

    #[test]
    fn a_sum_holds_what_its_chunks_held(chunks in vec(chunk(), 0..5)) {
        let sum: AiMessageChunk = chunks.iter().cloned().sum();
        let mut expected = BTreeMap::<u32, Expected>::new();
        for choice in chunks.iter().flat_map(AiMessageChunk::choices) {
            expected.entry(choice.index()).or_default().add(choice);
        }
        let mut found = BTreeMap::<u32, Expected>::new();
        for choice in sum.choices() {
            found.entry(choice.index()).or_default().add(choice);
        }
        prop_assert_eq!(found, expected);

        let mut indices: Vec<u32> = sum.choices().iter().map(|choice| choice.index()).collect();
        indices.dedup();
        prop_assert_eq!(indices.len(), sum.choices().len());
        prop_assert!(indices.is_sorted());
    }

    #[test]
    fn what_is_set_once_comes_from_the_first_that_has_it(chunks in vec(chunk(), 0..5)) {
        let sum: AiMessageChunk = chunks.iter().cloned().sum();
        let first_id = chunks.iter().find_map(|chunk| chunk.response_metadata()?.id.clone());
        let model = chunks.iter().find_map(|chunk| chunk.response_metadata()?.model.clone());
        let reason = chunks.iter().find_map(|chunk| chunk.finish_reason().cloned());
        let metadata = sum.response_metadata().cloned().unwrap_or_default();
        prop_assert_eq!(metadata.id, first_id);
        prop_assert_eq!(metadata.model, model);
        prop_assert_eq!(sum.finish_reason().cloned(), reason);
    }

    #[test]
    fn of_what_is_reported_of_log_probabilities_the_last_counts(chunks in vec(chunk(), 0..5)) {
        let sum: AiMessageChunk = chunks.iter().cloned().sum();
        let reports = || chunks.iter().rev().map(|chunk| chunk.logprobs().reported());
        let found = sum.logprobs().reported();
        prop_assert_eq!(found.mean, reports().find_map(|report| report.mean));
        prop_assert_eq!(found.sum, reports().find_map(|report| report.sum));
    }

    #[test]
    fn a_later_report_of_usage_replaces_an_earlier_one(reports in vec(usage(), 1..4)) {
        let sum: AiMessageChunk = reports
            .iter()
            .map(|usage| AiMessageChunk::default().with_usage(usage.clone()))
            .sum();
        let last = |figure: fn(&Usage) -> Option<u64>| reports.iter().rev().find_map(figure);
        let usage = sum.usage().unwrap();
        prop_assert_eq!(usage.input_tokens, last(|usage| usage.input_tokens));
        prop_assert_eq!(usage.output_tokens, last(|usage| usage.output_tokens));
        prop_assert_eq!(usage.total_tokens, last(|usage| usage.total_tokens));
        prop_assert_eq!(usage.cached_tokens, last(|usage| usage.cached_tokens));
        prop_assert_eq!(usage.reasoning_tokens, last(|usage| usage.reasoning_tokens));
    }
}

/// What the pieces of one choice hold, put together without the library's merge.
#[derive(Debug, Default, PartialEq)]
struct Expected {
    text: String,
    reasoning: String,
    refusal: String,
    media: usize,
    arguments: BTreeMap<u32, String>,
    ids: BTreeMap<u32, String>,
    tokens: BTreeMap<Channel, Vec<String>>,
}

impl Expected {
    fn add(&mut self, choice: &surprisal_core::ChoiceChunk) {
        for block in choice.content().blocks() {
            match block {
                ContentBlock::Text { text, .. } => self.text.push_str(text),
                ContentBlock::Reasoning { text, .. } => self.reasoning.push_str(text),
                ContentBlock::Refusal { text, .. } => self.refusal.push_str(text),
                _ => self.media += 1,
            }
        }
        for piece in choice.tool_call_chunks() {
            let arguments = self.arguments.entry(piece.index).or_default();
            arguments.push_str(&piece.arguments);
            if let Some(id) = &piece.id {
                self.ids.entry(piece.index).or_insert_with(|| id.clone());
            }
        }
        for (channel, tokens) in choice.logprobs().channels() {
            let all = self.tokens.entry(channel).or_default();
            all.extend(tokens.iter().map(|token| format!("{token:?}")));
        }
    }
}
