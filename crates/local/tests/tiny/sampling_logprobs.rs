//! The log probabilities of the distribution that a token was drawn by.

use std::collections::HashMap;

use surprisal_core::{AiMessage, Basis, CallOptions, RunnableExt, TokenLogprob};
use surprisal_local::LocalOptions;

use crate::support::{HELLO, ask, assert_near, ids, only, options, shared};

async fn sampled(own: LocalOptions, options: CallOptions) -> AiMessage {
    let own = own.sampling_logprobs(true);
    shared()
        .bind(options)
        .bind(own)
        .invoke(HELLO)
        .await
        .unwrap()
}

fn mass(token: &TokenLogprob) -> f64 {
    let top = token.top_logprobs().unwrap().iter();
    top.map(|top| top.probability().unwrap()).sum()
}

#[tokio::test]
async fn they_are_of_the_sampling_and_sum_to_one() {
    let message = sampled(LocalOptions::new().top_k(10), options(24).temperature(0.7)).await;
    assert_eq!(message.logprobs().basis(), Some(Basis::Sampling));
    for token in message.logprobs().content() {
        let top = token.top_logprobs().unwrap();
        assert_eq!(top.len(), 10);
        assert!((mass(token) - 1.0).abs() < 1e-9);
        assert!(top.is_sorted_by_key(|top| -top.logprob().unwrap()));
        let own = top.iter().find(|top| top.id() == token.id()).unwrap();
        assert_eq!(own.logprob(), token.logprob());
    }
}

#[tokio::test]
async fn greedy_leaves_one_that_is_certain() {
    let message = sampled(LocalOptions::new(), options(8).temperature(0.0)).await;
    for token in message.logprobs().content() {
        assert_eq!(token.logprob(), Some(0.0));
        assert_eq!(token.top_logprobs().unwrap().len(), 1);
    }
}

#[tokio::test]
async fn without_a_list_there_is_the_chosen_token_alone() {
    let options = CallOptions::new().logprobs(true).max_tokens(4).seed(1);
    let message = sampled(LocalOptions::new().top_k(1), options).await;
    for token in message.logprobs().content() {
        assert_eq!((token.logprob(), token.top_logprobs()), (Some(0.0), None));
    }
}

#[tokio::test]
async fn temperature_and_filters_do_to_them_what_they_are_for() {
    let raw = ask(&shared(), options(1)).await;
    let raw = raw.logprobs().content()[0].top_logprobs().unwrap().to_vec();
    let first = async |own, options: CallOptions| {
        let message = sampled(own, options.max_tokens(1)).await;
        message.logprobs().content()[0]
            .top_logprobs()
            .unwrap()
            .to_vec()
    };
    let cold = first(LocalOptions::new().top_k(20), options(1).temperature(0.5)).await;
    let total: f64 = raw
        .iter()
        .map(|top| (2.0 * top.logprob().unwrap()).exp())
        .sum();
    for (raw, cold) in raw.iter().zip(&cold) {
        assert_eq!(raw.id(), cold.id());
        assert_near(
            cold.logprob().unwrap(),
            2.0 * raw.logprob().unwrap() - total.ln(),
        );
    }
    let best = raw[0].probability().unwrap();
    let shared = first(LocalOptions::new().min_p(0.5), options(1)).await;
    let likely = raw
        .iter()
        .filter(|top| top.probability().unwrap() >= 0.5 * best);
    assert_eq!(shared.len(), likely.count());
    let mut sum = 0.0;
    let needed = raw.iter().take_while(|top| {
        sum += top.probability().unwrap();
        sum - top.probability().unwrap() < 0.1
    });
    let needed = needed.count();
    let massed = first(LocalOptions::new(), options(1).top_p(0.1)).await;
    assert_eq!(massed.len(), needed);
}

#[tokio::test]
async fn penalties_and_biases_are_in_them_to_the_digit() {
    let chat = shared();
    let options = options(16).frequency_penalty(0.75).presence_penalty(0.5);
    // Digits, for a text of them has one token each, however it was written.
    let options = only(&chat, "012345", options).await;
    let message = sampled(LocalOptions::new(), options).await;
    let raw = chat
        .score_answer(HELLO, message.text(), u32::MAX)
        .await
        .unwrap();
    let tokens = message.logprobs().content();
    assert_eq!(ids(tokens), ids(raw.logprobs().content()));
    let mut counts: HashMap<u32, f64> = HashMap::new();
    for (token, raw) in tokens.iter().zip(raw.logprobs().content()) {
        // These six have all the mass. What they differ by from the model's own is the penalty, and the
        // same for all.
        let six = &token.top_logprobs().unwrap()[..6];
        let differences = six.iter().map(|top| {
            let own = raw.top_logprobs().unwrap().iter();
            let own = own.clone().find(|own| own.id() == top.id()).unwrap();
            let count = counts.get(&top.id().unwrap()).copied();
            let penalty = count.map_or(0.0, |count| 0.5 + 0.75 * count);
            top.logprob().unwrap() - own.logprob().unwrap() + penalty
        });
        let differences: Vec<f64> = differences.collect();
        for difference in &differences {
            assert_near(*difference, differences[0]);
        }
        *counts.entry(token.id().unwrap()).or_default() += 1.0;
    }
    assert!(counts.values().any(|count| *count > 2.0), "{counts:?}");
}
