//! How tokens are drawn, by what the raw log probabilities say of those that were.

use surprisal_core::{AiMessage, CallOptions, RunnableExt, TokenLogprob};
use surprisal_local::{ChatLocal, LocalOptions};
use surprisal_testing::TinyModel;

use crate::support::{HELLO, ask, ids, load, only, options, shared};

/// A model that is neither sure nor at a loss, so that filters have something to leave out.
async fn model() -> ChatLocal {
    load(&TinyModel::new(3).spread(3.0)).await
}

async fn drawn(chat: &ChatLocal, own: LocalOptions, options: CallOptions) -> AiMessage {
    chat.clone()
        .bind(options)
        .bind(own)
        .invoke(HELLO)
        .await
        .unwrap()
}

fn ranks(message: &AiMessage) -> Vec<u32> {
    let tokens = message.logprobs().content().iter();
    tokens.map(|token| token.rank().unwrap()).collect()
}

/// The probability of all that is likelier than the token, or of the 20 likeliest.
fn ahead(token: &TokenLogprob) -> f64 {
    let top = token.top_logprobs().unwrap().iter();
    let likelier = top.take_while(|top| top.id() != token.id());
    likelier.map(|top| top.probability().unwrap()).sum()
}

/// How likely the token is beside the likeliest.
fn share(token: &TokenLogprob) -> f64 {
    let best = token.top_logprobs().unwrap()[0].probability().unwrap();
    token.probability().unwrap() / best
}

#[tokio::test]
async fn temperature_zero_takes_the_likeliest() {
    let chat = shared();
    let one = ask(&chat, options(32).temperature(0.0)).await;
    let other = ask(&chat, options(32).temperature(0.0).seed(6)).await;
    assert_eq!(ranks(&one), vec![1; one.logprobs().content().len()]);
    assert_eq!(
        ids(one.logprobs().content()),
        ids(other.logprobs().content())
    );
}

#[tokio::test]
async fn a_temperature_makes_the_likely_likelier_or_less_so() {
    let chat = model().await;
    let mean = async |temperature| {
        let message = ask(&chat, options(200).temperature(temperature)).await;
        message.logprobs().measures().mean().unwrap()
    };
    let (cold, warm, hot) = (mean(0.4).await, mean(1.0).await, mean(2.0).await);
    assert!(cold > warm + 0.5 && warm > hot + 0.5, "{cold} {warm} {hot}");
}

#[tokio::test]
async fn the_same_seed_gives_the_same_answer_and_another_another() {
    let chat = shared();
    let mut answers = Vec::new();
    for seed in [i64::MIN, -1, 0, 1, i64::MAX] {
        let one = ask(&chat, options(24).seed(seed)).await;
        let again = ask(&chat, options(24).seed(seed)).await;
        assert_eq!(
            ids(one.logprobs().content()),
            ids(again.logprobs().content())
        );
        answers.push(ids(one.logprobs().content()));
    }
    answers.sort();
    answers.dedup();
    assert_eq!(answers.len(), 5);
    // Without a seed they differ.
    let without = CallOptions::new().logprobs(true).max_tokens(24);
    let one = ask(&chat, without.clone()).await;
    let other = ask(&chat, without).await;
    assert_ne!(
        ids(one.logprobs().content()),
        ids(other.logprobs().content())
    );
}

#[tokio::test]
async fn top_p_leaves_the_tail_out() {
    let chat = model().await;
    let within = |message: &AiMessage| {
        let tokens = message.logprobs().content().iter();
        tokens.filter(|token| ahead(token) < 0.25).count()
    };
    let all = drawn(&chat, LocalOptions::new(), options(64)).await;
    assert!(within(&all) < 60);
    let filtered = drawn(&chat, LocalOptions::new(), options(64).top_p(0.25)).await;
    assert_eq!(within(&filtered), filtered.logprobs().content().len());
    assert!(ranks(&filtered).iter().any(|rank| *rank > 1));
    let one = drawn(&chat, LocalOptions::new(), options(16).top_p(0.0)).await;
    assert!(ranks(&one).iter().all(|rank| *rank == 1));
}

#[tokio::test]
async fn top_k_leaves_all_but_the_likeliest_out() {
    let chat = model().await;
    let all = drawn(&chat, LocalOptions::new(), options(64)).await;
    assert!(ranks(&all).iter().any(|rank| *rank > 3));
    let filtered = drawn(&chat, LocalOptions::new().top_k(3), options(64)).await;
    let mut ranks = ranks(&filtered);
    ranks.sort_unstable();
    ranks.dedup();
    assert_eq!(ranks, [1, 2, 3]);
}

#[tokio::test]
async fn min_p_leaves_out_what_is_far_less_likely_than_the_likeliest() {
    let chat = model().await;
    let least = |message: &AiMessage| {
        let tokens = message.logprobs().content().iter();
        tokens.map(share).fold(1.0, f64::min)
    };
    let all = drawn(&chat, LocalOptions::new(), options(64)).await;
    assert!(least(&all) < 0.1);
    let filtered = drawn(&chat, LocalOptions::new().min_p(0.4), options(64)).await;
    assert!(
        (0.4..0.9).contains(&least(&filtered)),
        "{}",
        least(&filtered)
    );
}

#[tokio::test]
async fn a_bias_forces_and_forbids_a_token() {
    let chat = shared();
    let first = ask(&chat, options(1).temperature(0.0)).await;
    let likeliest = ids(first.logprobs().content())[0];
    let without = ask(
        &chat,
        options(24).temperature(0.0).logit_bias(likeliest, -100.0),
    )
    .await;
    assert!(!ids(without.logprobs().content()).contains(&likeliest));
    let only = ask(&chat, options(24).logit_bias(likeliest, 100.0)).await;
    assert_eq!(ids(only.logprobs().content()), [likeliest; 24]);
    // What is told is the model's own distribution, in which the bias does not count.
    let own = only.logprobs().content()[0].logprob().unwrap();
    let top = first.logprobs().content()[0].logprob().unwrap();
    crate::support::assert_near(own, top);
}

#[tokio::test]
async fn penalties_bring_variety() {
    let chat = shared();
    let repeats = async |options: CallOptions| {
        let message = ask(&chat, options.temperature(0.0)).await;
        let mut ids = ids(message.logprobs().content());
        let count = ids.len();
        ids.sort_unstable();
        ids.dedup();
        count - ids.len()
    };
    // Of six tokens, 24 are repeats in any case: what counts is whether each comes in turn.
    let six = async |options| only(&chat, "abst12", options).await;
    assert!(repeats(six(options(6)).await).await >= 2);
    let often = repeats(six(options(24).frequency_penalty(2.0)).await).await;
    assert_eq!(often, 18);
    let plain = repeats(options(48)).await;
    let present = repeats(options(48).presence_penalty(2.0)).await;
    assert!(present < plain, "{present} {plain}");
    let negative = repeats(options(48).presence_penalty(-2.0).frequency_penalty(-2.0)).await;
    assert!(negative >= plain && negative >= 40, "{negative} {plain}");
}
