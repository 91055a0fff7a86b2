//! The seed's program, and what its log probabilities must be.

use futures::TryStreamExt;
use surprisal::{
    AiMessageChunk, Availability, CallOptions, Choice, FinishReason, HasLogprobs, RunnableExt,
    TokenLogprob,
};

use crate::support::{HELLO, real};

#[tokio::test]
async fn the_first_five_tokens_have_text_bytes_logprob_and_alternatives() {
    let Some(real) = real().await else { return };
    let message = real.greedy(12).invoke(HELLO).await.unwrap();
    let tokens: Vec<_> = message.logprobs().content().iter().take(5).collect();
    assert_eq!(tokens.len(), 5);
    for token in tokens {
        let text = token.token().unwrap();
        assert_eq!(token.bytes(), Some(text.as_bytes()));
        assert!(token.logprob().unwrap() < 0.0, "{token:?}");
        let top = token.top_logprobs().unwrap();
        assert_eq!(top.len(), 3);
        // The likeliest was taken.
        assert_eq!(
            (top[0].token(), top[0].logprob()),
            (Some(text), token.logprob())
        );

        let shown = serde_json::to_value(token).unwrap();
        let mut keys: Vec<_> = shown.as_object().unwrap().keys().collect();
        keys.retain(|key| *key != "id");
        assert_eq!(keys, ["token", "bytes", "logprob", "top_logprobs"]);
    }
}

#[tokio::test]
async fn logprobs_alone_bring_the_tokens() {
    let Some(real) = real().await else { return };
    let bound = real.model.clone().bind(
        CallOptions::new()
            .logprobs(true)
            .max_tokens(5)
            .temperature(0.0),
    );
    let message = bound.invoke(HELLO).await.unwrap();
    assert_eq!(message.logprobs().availability(), Availability::Returned);
    assert_eq!(message.logprobs().content().len(), 5);
    assert!(message.perplexity().unwrap() > 1.0);
}

#[tokio::test]
async fn a_stream_prints_no_token_first_and_then_one_more_each_time() {
    let Some(real) = real().await else { return };
    let mut full: Option<AiMessageChunk> = None;
    let mut printed = Vec::new();
    let mut chunks = real.greedy(12).stream(HELLO).await.unwrap();
    while let Some(chunk) = chunks.try_next().await.unwrap() {
        match &mut full {
            Some(full) => *full += chunk,
            None => full = Some(chunk),
        }
        printed.push(full.as_ref().unwrap().logprobs().content().len());
    }
    let expected: Vec<_> = (0..=12).collect();
    assert_eq!(printed[..13], expected);
    // What follows are the finish reason and the usage.
    assert!(
        printed[13..].iter().all(|count| *count == 12),
        "{printed:?}"
    );
}

#[tokio::test]
async fn the_sum_of_a_stream_is_the_answer() {
    let Some(real) = real().await else { return };
    let greedy = real.greedy(32);
    let whole = greedy.invoke(HELLO).await.unwrap();
    let streamed = AiMessageChunk::collect(greedy.stream(HELLO).await.unwrap())
        .await
        .unwrap();
    assert!(whole.text().len() > 20, "{}", whole.text());
    assert_same(&choices(&whole), &choices(&streamed));
    assert_eq!(whole.usage(), streamed.usage());
    assert_eq!(
        whole.response_metadata().model,
        streamed.response_metadata().model
    );
}

#[tokio::test]
async fn the_bytes_of_the_tokens_are_the_text() {
    let Some(real) = real().await else { return };
    for (prompt, tokens) in [
        ("how are you today", 48),
        ("Repeat exactly: Grüße 💙 日本語 naïve 👨‍👩‍👧", 48),
        ("Write a short python function.", 64),
    ] {
        let greedy = real.greedy(tokens);
        let whole = greedy.invoke(prompt).await.unwrap();
        let streamed = AiMessageChunk::collect(greedy.stream(prompt).await.unwrap())
            .await
            .unwrap();
        assert_same(&choices(&whole), &choices(&streamed));
        for message in [whole, streamed] {
            let alignment = message.alignment().unwrap();
            let last = message.logprobs().content().len() - 1;
            assert_eq!(
                alignment.byte_range(last).unwrap().end,
                message.text().len()
            );
        }
    }
}

#[tokio::test]
async fn several_choices_are_kept_apart() {
    let Some(real) = real().await else { return };
    let bound = real
        .greedy(16)
        .bind(CallOptions::new().n(2).temperature(1.5).seed(7));
    let whole = bound.invoke(HELLO).await.unwrap();
    let streamed = AiMessageChunk::collect(bound.stream(HELLO).await.unwrap())
        .await
        .unwrap();
    for message in [whole, streamed] {
        let choices = choices(&message);
        assert_eq!(choices.len(), 2);
        for (index, choice) in (0..).zip(&choices) {
            assert_eq!(choice.index(), index);
            assert!(choice.finish_reason().is_some());
            assert!(!choice.logprobs().is_empty());
            // Tokens of the other choice would not fit.
            choice.alignment().unwrap();
        }
    }
}

#[tokio::test]
async fn what_ends_an_answer_is_told() {
    let Some(real) = real().await else { return };
    let cut = real.greedy(3).invoke(HELLO).await.unwrap();
    assert_eq!(cut.finish_reason(), Some(&FinishReason::Length));
    let text = real
        .greedy(24)
        .invoke(HELLO)
        .await
        .unwrap()
        .text()
        .into_owned();
    let word = text.split(' ').nth(3).unwrap().to_owned();
    let stopped = real
        .greedy(24)
        .bind(CallOptions::new().stop([word.clone()]));
    let whole = stopped.invoke(HELLO).await.unwrap();
    let streamed = AiMessageChunk::collect(stopped.stream(HELLO).await.unwrap())
        .await
        .unwrap();
    assert_eq!(whole.text(), text.split_once(&word).unwrap().0);
    // Which tokens it lists of a stop text depends on the server, so only the texts are compared.
    assert_eq!(streamed.text(), whole.text());
    for message in [whole, streamed] {
        assert_eq!(message.finish_reason(), Some(&FinishReason::Stop));
    }
}

fn choices(message: &surprisal::AiMessage) -> Vec<Choice> {
    message.choices().cloned().collect()
}

/// Asserts that two answers are the same, but for the last digits of the log probabilities.
#[track_caller]
fn assert_same(whole: &[Choice], streamed: &[Choice]) {
    assert_eq!(whole.len(), streamed.len());
    for (whole, streamed) in whole.iter().zip(streamed) {
        assert_eq!(whole.content(), streamed.content());
        assert_eq!(whole.finish_reason(), streamed.finish_reason());
        let (left, right) = (tokens(whole), tokens(streamed));
        assert_eq!(left.len(), right.len(), "{}", whole.text());
        for (left, right) in left.into_iter().zip(right) {
            assert_eq!((left.token(), left.bytes()), (right.token(), right.bytes()));
            assert_near(left.logprob(), right.logprob());
            let tops = (left.top_logprobs().unwrap(), right.top_logprobs().unwrap());
            assert_eq!(tops.0.len(), tops.1.len());
            for (left, right) in tops.0.iter().zip(tops.1) {
                assert_eq!(left.token(), right.token());
                assert_near(left.logprob(), right.logprob());
            }
        }
    }
}

/// The tokens that have bytes: the server lists the one that ends an answer only where it does not stream.
fn tokens(choice: &Choice) -> Vec<&TokenLogprob> {
    let tokens = choice.logprobs().content().iter();
    tokens.filter(|token| token.bytes() != Some(&[])).collect()
}

#[track_caller]
fn assert_near(left: Option<f64>, right: Option<f64>) {
    let (left, right) = (left.unwrap(), right.unwrap());
    assert!((left - right).abs() <= 1e-6, "{left} and {right}");
}
