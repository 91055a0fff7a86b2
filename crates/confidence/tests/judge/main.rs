//! The judge: the numbers of the references, and scores of several tokens.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "clippy excepts test functions, not their helpers"
)]

use surprisal_confidence::{At, Judge, ScoreMode, Verdict};
use surprisal_core::{
    AiMessage, Channel, Choice, ErrorKind, Logprobs, Result, RunnableExt, TokenLogprob, TopLogprob,
};
use surprisal_testing::FakeChatModel;

fn answer(tokens: Vec<TokenLogprob>) -> AiMessage {
    let text: String = tokens.iter().filter_map(TokenLogprob::token).collect();
    Choice::new(text)
        .with_logprobs(Logprobs::new(Channel::Content, tokens))
        .into()
}

/// A token whose alternatives are with their probabilities, the chosen one first.
fn token(top: &[(&str, f64)]) -> TokenLogprob {
    let top: Vec<_> = top
        .iter()
        .map(|(text, p)| TopLogprob::new(text, p.ln()))
        .collect();
    TokenLogprob::from(top[0].clone()).with_top_logprobs(top)
}

fn judge(tokens: Vec<TokenLogprob>) -> Result<Verdict> {
    Judge::scale(0..=10).read(&answer(tokens), At::First)
}

#[track_caller]
fn near(found: f64, expected: f64) {
    assert!(
        (found - expected).abs() < 1e-9,
        "{found} where {expected} was expected"
    );
}

/// confident-ai/deepeval, tests/test_metrics/test_g_eval_utils.py: the alternatives decide, though another token was
/// written.
#[test]
fn deepeval_single() {
    let six = TopLogprob::new("6", 0.0).without_logprob();
    let token = TokenLogprob::from(six).with_top_logprobs([TopLogprob::new("4", 0.0)]);
    let verdict = judge(vec![token]).unwrap();
    assert_eq!((verdict.mean(), verdict.mode()), (4.0, 4));
}

/// deepeval's formula on made-up alternatives. It gives 7.98725, of a mass of 0.90063: " 8" is no number to it, and
/// what has less than 1 % is cut off, which draws the mean to the likely scores. All of what was listed is right.
#[test]
fn geval_worked() {
    let top = [
        ("8", -0.55),
        ("7", -1.7),
        ("9", -2.2),
        ("10", -3.5),
        (" 8", -4.2),
        ("eight", -5.5),
        ("6", -4.75),
    ];
    let top = top.map(|(text, logprob)| (text, f64::exp(logprob)));
    let verdict = judge(vec![token(&top)]).unwrap();
    near(verdict.mean(), 7.968852562548984);
    near(verdict.coverage().unwrap(), 0.924281148241472);
    near(verdict.standard_deviation().unwrap(), 0.6961940636434999);
    near(verdict.normalized(), 0.7968852562548985);
    assert_eq!(verdict.mode(), 8);
    assert!(verdict.used_logprobs());
    let bounds = verdict.mean_bounds().unwrap();
    assert!(bounds.contains(verdict.mean()) && bounds.lower < 7.5 && bounds.upper > 8.0);
}

#[test]
fn ten_in_two_tokens_is_ten_and_not_one() {
    let verdict = judge(vec![
        token(&[("1", 0.9), ("9", 0.1)]),
        token(&[("0", 0.8), ("\n", 0.2)]),
    ]);
    let verdict = verdict.unwrap();
    let distribution = verdict.distribution().unwrap();
    near(distribution.probability("10").unwrap().lower, 0.72);
    near(distribution.probability("1").unwrap().lower, 0.18);
    near(verdict.mean(), 7.2 + 0.18 + 0.9);
    assert_eq!(verdict.mode(), 10);
}

#[test]
fn a_one_that_ends_the_answer_is_one_and_may_have_become_ten() {
    let verdict = judge(vec![token(&[("1", 0.95), ("2", 0.05)])]).unwrap();
    assert_eq!(verdict.mode(), 1);
    near(verdict.mean(), 1.05);
    let bounds = verdict.mean_bounds().unwrap();
    near(bounds.lower, 1.05);
    near(bounds.upper, 9.6);
}

#[test]
fn a_one_that_was_not_chosen_is_kept_apart() {
    let verdict = judge(vec![token(&[("8", 0.5), ("1", 0.5)])]).unwrap();
    near(verdict.mean(), 8.0);
    near(verdict.coverage().unwrap(), 0.5);
    near(verdict.distribution().unwrap().unresolved(), 0.5);
    let bounds = verdict.mean_bounds().unwrap();
    near(bounds.lower, 4.5);
    near(bounds.upper, 9.0);
}

#[test]
fn what_would_raise_a_mean_is_not_in_its_lower_bound() {
    let message = answer(vec![token(&[("0", 0.5), ("2", 0.5)])]);
    let verdict = Judge::scale(0..=20).read(&message, At::First).unwrap();
    let bounds = verdict.mean_bounds().unwrap();
    near(bounds.lower, 0.0);
    near(bounds.upper, 10.0);
}

#[test]
fn a_score_of_a_json_answer_is_at_its_pointer() {
    let sure = |text| token(&[(text, 1.0)]);
    let message = answer(vec![
        sure("{\"reason\":\"8 of 10\",\"score\":"),
        token(&[("7", 0.75), ("8", 0.25)]),
        sure("}"),
    ]);
    let verdict = Judge::scale(0..=10)
        .read(&message, At::Json("/score"))
        .unwrap();
    near(verdict.mean(), 7.25);
}

#[test]
fn a_number_with_decimals_is_no_score_of_the_scale() {
    let decimals = vec![
        token(&[("8", 1.0)]),
        token(&[(".", 1.0)]),
        token(&[("5", 1.0)]),
    ];
    assert_eq!(judge(decimals).unwrap_err().kind(), ErrorKind::BadResponse);
    let zero = vec![
        token(&[("8", 1.0)]),
        token(&[(".", 1.0)]),
        token(&[("0", 1.0)]),
    ];
    assert_eq!(judge(zero).unwrap().mode(), 8);
}

#[test]
fn there_is_no_silent_fall_back() {
    let text = AiMessage::new("Score: 8.");
    let judge = Judge::scale(0..=10);
    let error = judge.read(&text, At::After("Score:")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::LogprobsMissing);
    let words = answer(vec![token(&[("good", 0.9), ("fine", 0.1)])]);
    let error = judge.read(&words, At::First).unwrap_err();
    assert_eq!(
        (error.kind(), error.body()),
        (ErrorKind::BadResponse, Some("good"))
    );

    let judge = judge.score_mode(ScoreMode::TopToken);
    let verdict = judge.read(&text, At::After("Score:")).unwrap();
    assert_eq!((verdict.mean(), verdict.mode()), (8.0, 8));
    assert!(!verdict.used_logprobs());
    assert_eq!(
        (
            verdict.standard_deviation(),
            verdict.coverage(),
            verdict.mean_bounds()
        ),
        (None, None, None)
    );
    assert!(judge.read(&AiMessage::new("11"), At::First).is_err());
    assert!(judge.read(&AiMessage::new("good"), At::First).is_err());
}

#[test]
fn a_scale_has_scores() {
    let message = answer(vec![token(&[("8", 1.0)])]);
    let (lowest, highest) = (10, 0);
    for scale in [lowest..=highest, 8..=8, 0..=i32::MAX, i32::MIN..=i32::MAX] {
        let error = Judge::scale(scale).read(&message, At::First).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
    }
}

#[tokio::test]
async fn a_judge_asks_and_reads() {
    let say = || [surprisal_testing::token("4").p(0.6).alternative("5", 0.4)];
    let model = FakeChatModel::new().say(say()).say(say());
    let verdict = Judge::scale(1..=5)
        .ask(&model, At::First)
        .invoke("Rate it.")
        .await
        .unwrap();
    near(verdict.mean(), 4.4);
    near(verdict.normalized(), 0.85);
    let written = Judge::scale(1..=5)
        .score_mode(ScoreMode::TopToken)
        .ask(&model, At::First);
    assert_eq!(written.invoke("Rate it.").await.unwrap().mean(), 4.0);
    assert_eq!(model.calls()[1].options.logprobs, None);
}
