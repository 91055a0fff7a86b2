//! The model's own distribution, which log probabilities are of unless others are asked for.

use surprisal_core::{Availability, Basis, CallOptions, ScoreText};

use crate::support::{HELLO, ask, assert_near, ids, options, shared};

#[tokio::test]
async fn they_are_the_models_own_whatever_the_sampling() {
    let greedy = ask(&shared(), options(1).temperature(0.0)).await;
    for options in [
        options(1),
        options(1).temperature(2.0),
        options(1).top_p(0.1).frequency_penalty(1.0),
        options(1).logit_bias(40, 7.0),
    ] {
        let message = ask(&shared(), options).await;
        assert_eq!(message.logprobs().basis(), Some(Basis::Raw));
        assert_eq!(message.logprobs().availability(), Availability::Returned);
        let tops = [&greedy, &message].map(|message| {
            let token = &message.logprobs().content()[0];
            token.top_logprobs().unwrap().to_vec()
        });
        for (left, right) in tops[0].iter().zip(&tops[1]) {
            assert_eq!(left.id(), right.id());
            assert_near(left.logprob().unwrap(), right.logprob().unwrap());
        }
    }
}

#[tokio::test]
async fn alternatives_are_sorted_and_the_chosen_token_is_one_or_its_rank_is_told() {
    let message = ask(&shared(), options(64).temperature(1.5)).await;
    let mut outside = 0;
    for token in message.logprobs().content() {
        let top = token.top_logprobs().unwrap();
        assert_eq!(top.len(), 20);
        assert!(top.is_sorted_by_key(|top| -top.logprob().unwrap()));
        let mut distinct: Vec<_> = top.iter().map(|top| top.id().unwrap()).collect();
        distinct.sort_unstable();
        distinct.dedup();
        assert_eq!(distinct.len(), 20);
        let place = top.iter().position(|top| top.id() == token.id());
        let rank = token.rank().unwrap() as usize;
        match place {
            Some(place) => {
                assert_eq!(rank, place + 1);
                assert_eq!(top[place].logprob(), token.logprob());
                assert_eq!(top[place].bytes(), token.bytes());
            }
            None => {
                outside += 1;
                assert!(rank > 20);
                assert!(token.logprob().unwrap() <= top[19].logprob().unwrap());
            }
        }
        assert!(token.entropy().unwrap().nats > 0.0);
    }
    assert!(outside > 0);
}

#[tokio::test]
async fn as_many_alternatives_come_as_were_asked_for() {
    for count in [0, 1, 5] {
        let message = ask(&shared(), options(2).top_logprobs(count)).await;
        for token in message.logprobs().content() {
            assert_eq!(token.top_logprobs().unwrap().len(), count as usize);
        }
    }
    let none = ask(&shared(), CallOptions::new().logprobs(true).max_tokens(1)).await;
    assert_eq!(none.logprobs().content()[0].top_logprobs(), None);
}

#[tokio::test]
async fn the_probabilities_of_the_whole_vocabulary_sum_to_one() {
    let chat = shared();
    let vocabulary = chat.load().await.unwrap().vocabulary;
    for scored in [
        chat.score_text(
            "<|im_start|>user\n",
            "The sky is blue. 💙 日本語 1234",
            u32::MAX,
        )
        .await,
        chat.score_answer(HELLO, "I am fine, and you?", vocabulary as u32)
            .await,
    ] {
        let scored = scored.unwrap();
        for token in scored.logprobs().content() {
            let top = token.top_logprobs().unwrap();
            assert_eq!(top.len(), vocabulary);
            let sum: f64 = top.iter().map(|top| top.probability().unwrap()).sum();
            assert!((sum - 1.0).abs() < 1e-4, "{sum}");
            let own = top.iter().find(|top| top.id() == token.id()).unwrap();
            assert_eq!(own.logprob(), token.logprob());
        }
    }
}

#[tokio::test]
async fn every_token_has_an_id_that_the_tokenizer_knows() {
    let chat = shared();
    let scored = chat.score_text("", "abs tre\n1 2", 0).await.unwrap();
    let tokens = scored.logprobs().content();
    assert_eq!(ids(tokens), chat.tokenize("abs tre\n1 2").await.unwrap());
}
