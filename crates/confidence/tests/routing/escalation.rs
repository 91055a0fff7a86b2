use surprisal_confidence::{Cascade, Escalation, Measure};
use surprisal_core::{
    AiMessage, Channel, Choice, HasLogprobs as _, Logprobs, RunnableExt as _, TokenLogprob,
};
use surprisal_testing::{FakeChatModel, MockChatModel};

/// Whether a cascade sends an answer of these log probabilities on.
async fn escalates(escalation: Escalation, logprobs: &[f64]) -> bool {
    let tokens = logprobs
        .iter()
        .map(|logprob| TokenLogprob::new("x", *logprob));
    let logprobs = Logprobs::new(Channel::Content, tokens);
    let answer = AiMessage::from(Choice::new("x").with_logprobs(logprobs));
    let mut small = MockChatModel::new();
    small.expect_answer(surprisal_core::AiMessageChunk::from(answer));
    let big = FakeChatModel::new().say("big");
    let model = Cascade::new(small, big.clone()).escalate_when(escalation);
    model.invoke("x").await.unwrap();
    !big.calls().is_empty()
}

#[tokio::test]
async fn less_sure_is_below_or_above_as_the_measure_goes() {
    let probability = |at| Measure::NormalizedProbability.less_sure_than(at);
    assert!(escalates(probability(0.6), &[0.5_f64.ln()]).await);
    assert!(!escalates(probability(0.4), &[0.5_f64.ln()]).await);
    let perplexity = |at| Measure::Perplexity.less_sure_than(at);
    assert!(escalates(perplexity(1.9), &[0.5_f64.ln()]).await);
    assert!(!escalates(perplexity(2.1), &[0.5_f64.ln()]).await);
}

/// `promptfoo.perplexity.boundary` of promptfoo's test/assertions/perplexity.test.ts: exp(ln 5) is within 5.
#[tokio::test]
async fn what_is_at_the_threshold_is_sure_enough_rounding_aside() {
    let at_five = Measure::Perplexity.less_sure_than(5.0);
    assert!(!escalates(at_five.clone(), &[-1.609_437_912_434_100_3]).await);
    assert!(escalates(at_five, &[-1.609_437_913]).await);
    let half = Measure::NormalizedProbability.less_sure_than(0.5);
    assert!(!escalates(half, &[0.25_f64.ln(), 0.0]).await);
}

#[tokio::test]
async fn nothing_is_sure_enough_for_a_threshold_that_is_no_number() {
    let nan = Measure::NormalizedProbability.less_sure_than(f64::NAN);
    assert!(escalates(nan, &[0.0]).await);
}

#[tokio::test]
async fn a_token_that_the_measure_passes_over_leaves_no_signal() {
    let lax = Measure::NormalizedProbability.less_sure_than(0.0);
    assert!(!escalates(lax.clone(), &[-1.0]).await);
    assert!(escalates(lax.clone(), &[-1.0, -9999.0]).await);
    assert!(escalates(lax.clone(), &[-1.0, f64::NAN]).await);
    assert!(escalates(lax, &[]).await);
}

#[tokio::test]
async fn a_signal_of_ones_own_is_compared_and_none_or_nan_goes_on() {
    let worst = |answer: &AiMessage| answer.min_logprob().map(f64::exp);
    let by = |at| Escalation::below(at, "worst token", worst);
    assert!(escalates(by(0.5), &[-0.1, -1.0]).await);
    assert!(!escalates(by(0.3), &[-0.1, -1.0]).await);
    assert!(escalates(by(0.0), &[]).await);
    let nan = Escalation::below(0.0, "nan", |_| Some(f64::NAN));
    assert!(escalates(nan, &[-0.1]).await);
}

#[test]
fn debug_says_what_is_compared() {
    let text = format!("{:?}", Measure::Perplexity.less_sure_than(2.0));
    assert!(
        text.contains("Perplexity") && text.contains("2.0"),
        "{text}"
    );
}
