//! What an answer is, whole and streamed.

use std::sync::Arc;

use futures::{StreamExt, TryStreamExt};
use surprisal_core::{
    AiMessage, AiMessageChunk, Availability, CallOptions, ChatModel, FinishReason, RunnableExt,
};
use surprisal_local::LocalOptions;

use crate::support::{HELLO, ask, assert_same, bytes, ids, options, shared};

async fn streamed(options: CallOptions) -> AiMessage {
    let stream = shared().bind(options).stream(HELLO).await.unwrap();
    AiMessageChunk::collect(stream).await.unwrap()
}

#[tokio::test]
async fn the_sum_of_a_stream_is_the_answer() {
    for options in [
        options(48),
        options(48).temperature(0.0),
        options(12).n(3),
        CallOptions::new().max_tokens(48).seed(9),
        LocalOptions::new()
            .prompt_logprobs(true)
            .into_options(options(12)),
    ] {
        let whole = ask(&shared(), options.clone()).await;
        let streamed = streamed(options).await;
        assert_eq!(whole.choices().count(), streamed.choices().count());
        for (whole, streamed) in whole.choices().zip(streamed.choices()) {
            assert_eq!(whole.text(), streamed.text());
            assert_eq!(whole.finish_reason(), streamed.finish_reason());
            let (left, right) = (whole.logprobs(), streamed.logprobs());
            assert_eq!(left.availability(), right.availability());
            assert_eq!(left.basis(), right.basis());
            assert_eq!(left.channels().count(), right.channels().count());
            for ((channel, left), (other, right)) in left.channels().zip(right.channels()) {
                assert_eq!(channel, other);
                assert_same(left, right);
            }
        }
        assert_eq!(whole.response_metadata(), streamed.response_metadata());
        let usage =
            |message: &AiMessage| (message.usage().input_tokens, message.usage().total_tokens);
        assert_eq!(usage(&whole), usage(&streamed));
    }
}

/// Provider options beside portable ones.
trait IntoOptions {
    fn into_options(self, options: CallOptions) -> CallOptions;
}

impl IntoOptions for LocalOptions {
    fn into_options(self, options: CallOptions) -> CallOptions {
        let fields = CallOptions::from(self).provider.remove("local").unwrap();
        options.provider("local", fields)
    }
}

#[tokio::test]
async fn the_seeds_program_runs() {
    let llm = shared().bind(CallOptions::new().logprobs(true).max_tokens(12).seed(1));
    let message = llm.invoke(HELLO).await.unwrap();
    assert_eq!(message.logprobs().content().iter().take(5).count(), 5);
    for token in message.logprobs().content() {
        assert!(
            token.logprob().unwrap() < 0.0 && token.id().is_some(),
            "{token:?}"
        );
        assert_eq!(token.top_logprobs(), None);
    }

    let mut full: Option<AiMessageChunk> = None;
    let mut counts = Vec::new();
    let mut chunks = llm.stream(HELLO).await.unwrap();
    while let Some(chunk) = chunks.try_next().await.unwrap() {
        match &mut full {
            Some(full) => *full += chunk,
            None => full = Some(chunk),
        }
        counts.push(full.as_ref().unwrap().logprobs().content().len());
    }
    // No token first, and then more and more. A chunk may have several: the bytes of a character come together.
    assert_eq!(counts.first(), Some(&0));
    assert!(counts.is_sorted() && counts.len() > 6, "{counts:?}");
    assert_eq!(counts.last(), Some(&12));
}

#[tokio::test]
async fn every_chunk_has_the_tokens_of_its_text() {
    let mut chunks = shared().bind(options(64)).stream(HELLO).await.unwrap();
    while let Some(chunk) = chunks.try_next().await.unwrap() {
        let tokens = chunk.logprobs().content();
        assert_eq!(String::from_utf8_lossy(&bytes(tokens)), chunk.text());
    }
}

#[tokio::test]
async fn what_is_known_of_the_answer_is_told() {
    let message = ask(&shared(), options(4)).await;
    let metadata = message.response_metadata();
    assert_eq!(metadata.provider.as_deref(), Some("local"));
    assert_eq!(metadata.model.as_deref(), Some("tiny"));
    assert!(metadata.warnings.is_empty());
    let usage = message.usage();
    // The template writes the roles and the marks around the four words.
    let prompt = "<|im_start|>user\nhow are you today<|im_end|>\n<|im_start|>assistant\n";
    let prompt = shared().tokenize(prompt).await.unwrap().len() as u64;
    assert_eq!(usage.input_tokens, Some(prompt));
    assert_eq!(usage.output_tokens, Some(4));
    assert_eq!(usage.total_tokens, Some(prompt + 4));
    assert!(usage.cached_tokens.unwrap() < prompt);
    assert_eq!(message.finish_reason(), Some(&FinishReason::Length));
}

#[tokio::test]
async fn without_logprobs_there_are_none() {
    let message = ask(&shared(), CallOptions::new().max_tokens(4)).await;
    assert!(message.logprobs().is_empty());
    assert_eq!(
        message.logprobs().availability(),
        Availability::NotRequested
    );
}

#[tokio::test]
async fn the_mark_that_ends_an_answer_is_its_last_token() {
    let end = shared().tokenize("<|im_end|>").await.unwrap();
    let [end] = end[..] else { panic!("{end:?}") };
    // No token is so unlikely that such a bias would not make it likely within a few.
    let options = options(400).logit_bias(end, 4.0);
    let message = ask(&shared(), options).await;
    assert_eq!(message.finish_reason(), Some(&FinishReason::Stop));
    let tokens = message.logprobs().content();
    let last = tokens.last().unwrap();
    assert_eq!(
        (last.id(), last.token(), last.bytes()),
        (Some(end), Some("<|im_end|>"), None)
    );
    assert_eq!(ids(tokens).iter().filter(|id| **id == end).count(), 1);
    assert_eq!(message.usage().output_tokens, Some(tokens.len() as u64));
    assert!(!message.text().contains("im_end"));
}

#[tokio::test]
async fn several_choices_are_kept_apart() {
    let message = ask(&shared(), options(12).n(3)).await;
    let choices: Vec<_> = message.choices().collect();
    assert_eq!(choices.len(), 3);
    for (index, choice) in (0..).zip(&choices) {
        assert_eq!(choice.index(), index);
        assert!(choice.finish_reason().is_some());
        let tokens = choice.logprobs().content();
        assert_eq!(String::from_utf8_lossy(&bytes(tokens)), choice.text());
    }
    assert_ne!(choices[0].text(), choices[1].text());
    assert_ne!(choices[1].text(), choices[2].text());
    let tokens = choices
        .iter()
        .map(|choice| choice.logprobs().content().len());
    assert_eq!(
        message.usage().output_tokens,
        Some(tokens.sum::<usize>() as u64)
    );
    // The first is what one choice alone would be.
    let alone = ask(&shared(), options(12)).await;
    assert_same(choices[0].logprobs().content(), alone.logprobs().content());
}

#[tokio::test]
async fn a_model_behind_a_trait_reads_its_own_options() {
    let dynamic: Arc<dyn ChatModel> = Arc::new(shared());
    let bound = dynamic
        .bind(options(24))
        .bind(CallOptions::from(LocalOptions::new().top_k(1)));
    let message = bound.invoke(HELLO).await.unwrap();
    let ranks = message.logprobs().content().iter();
    assert!(
        ranks
            .map(|token| token.rank().unwrap())
            .all(|rank| rank == 1)
    );
}

#[tokio::test]
async fn a_batch_comes_in_order() {
    let bound = shared().bind(options(6).temperature(0.0));
    let prompts = ["Say one.", "Say two.", "Say three."];
    let batch = bound.batch(prompts).await;
    for (prompt, answer) in prompts.into_iter().zip(batch) {
        let alone = bound.invoke(prompt).await.unwrap();
        assert_same(
            alone.logprobs().content(),
            answer.unwrap().logprobs().content(),
        );
    }
}

#[tokio::test]
async fn a_conversation_goes_on_with_the_answer() {
    let bound = shared().bind(options(6));
    let first = bound.invoke(HELLO).await.unwrap();
    let turns = [
        surprisal_core::Message::system("Be brief."),
        surprisal_core::Message::human("how are you today"),
        first.into(),
        surprisal_core::Message::human("And tomorrow?"),
    ];
    let mut chunks = bound.stream(turns).await.unwrap();
    assert!(chunks.next().await.unwrap().is_ok());
}
