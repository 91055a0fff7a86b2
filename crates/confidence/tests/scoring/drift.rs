use proptest::prelude::*;
use surprisal_confidence::{DriftProbe, Snapshot};
use surprisal_core::{
    AiMessage, BaseMessage as _, CallOptions, Capabilities, Channel, Choice, ErrorKind, Feature,
    Logprobs, RunnableExt as _, TokenLogprob, TopLogprob,
};
use surprisal_testing::{FakeAnswer, FakeChatModel, Fault, token};

use crate::support::{listed, near, scored};

fn answer(token: TokenLogprob) -> AiMessage {
    AiMessage::from(Choice::new("x").with_logprobs(Logprobs::new(Channel::Content, [token])))
}

fn snapshot(samples: &[&[(&str, f64)]]) -> Snapshot {
    let mut snapshot = Snapshot::new("x");
    for sample in samples {
        let (text, logprob) = sample[0];
        snapshot
            .push_answer(&answer(listed(text, logprob, sample)))
            .unwrap();
    }
    snapshot
}

/// By hand: the means of a are −1.1 and −2; b is missing once on the left, where it has the lowest of its sample, −1.2,
/// so its means are −1.6 and −3; the mean of 0.9 and 1.4 is 1.15. Of the six ways to deal four samples into two and
/// two, the worst is this one and its mirror.
#[test]
fn the_statistic_is_the_mean_difference_of_the_means_and_a_token_that_is_not_listed_has_the_lowest()
{
    let then = snapshot(&[&[("a", -1.0), ("b", -2.0)], &[("a", -1.2)]]);
    let now = snapshot(&[&[("a", -2.0), ("b", -3.0)], &[("a", -2.0), ("b", -3.0)]]);
    let drift = then.compare(&now, 6000, 1).unwrap();
    near(drift.statistic, 1.15);
    assert!((drift.p_value - 1.0 / 3.0).abs() < 0.03, "{drift:?}");
    let back = now.compare(&then, 6000, 1).unwrap();
    near(back.statistic, drift.statistic);
}

/// Computed by Python from the definition, over all 126 ways to deal nine samples into five and four: 39 of them are at
/// least as far apart.
#[test]
fn statistic_and_p_value_are_those_of_an_independent_computation() {
    let then = snapshot(&[
        &[("a", -0.31), ("b", -1.92), ("c", -2.75)],
        &[("a", -0.35), ("b", -1.80), ("d", -3.10)],
        &[("a", -0.29), ("b", -2.05), ("c", -2.60)],
        &[("a", -0.33), ("b", -1.88)],
        &[("a", -0.30), ("c", -2.70), ("d", -3.30)],
    ]);
    let now = snapshot(&[
        &[("a", -0.34), ("b", -1.85), ("c", -2.90)],
        &[("a", -0.41), ("b", -1.70), ("c", -2.95)],
        &[("a", -0.37), ("b", -1.75), ("e", -3.60)],
        &[("a", -0.36), ("b", -1.95), ("c", -2.65)],
    ]);
    let drift = then.compare(&now, 20_000, 4).unwrap();
    near(drift.statistic, 0.289_7);
    assert!((drift.p_value - 39.0 / 126.0).abs() < 0.015, "{drift:?}");
}

#[test]
fn what_has_not_changed_has_a_p_value_of_1_and_what_has_the_least_that_there_is() {
    let same = snapshot(&[&[("a", -1.0)][..]; 6]);
    let drift = same.compare(&same, 100, 3).unwrap();
    assert_eq!((drift.statistic, drift.p_value), (0.0, 1.0));

    let other = snapshot(&[&[("a", -1.5)][..]; 6]);
    let drift = same.compare(&other, 99, 3).unwrap();
    near(drift.statistic, 0.5);
    assert!(drift.p_value >= 0.01 && drift.p_value < 0.05, "{drift:?}");
    assert_eq!(
        drift,
        same.compare(&other, 99, 3).unwrap(),
        "the seed decides"
    );
}

#[test]
fn where_nothing_has_changed_one_comparison_in_twenty_is_below_0_05() {
    let mut random = fastrand::Rng::with_seed(5);
    let mut noisy = || {
        let mut snapshot = Snapshot::new("x");
        for _ in 0..8 {
            let noise = -1.0 - random.f64() * 0.01;
            snapshot
                .push_answer(&answer(listed(
                    "a",
                    noise,
                    &[("a", noise), ("b", 2.0 * noise)],
                )))
                .unwrap();
        }
        snapshot
    };
    let p_values = (0..400).map(|seed| noisy().compare(&noisy(), 199, seed).unwrap().p_value);
    let below = p_values.filter(|p| *p <= 0.05).count();
    assert!((8..=34).contains(&below), "{below} of 400");
}

#[test]
fn a_floor_is_as_if_it_were_not_listed_and_a_chosen_token_counts_that_is_not() {
    let floor = answer(listed("b", -9999.0, &[("a", -1.0), ("b", -9999.0)]));
    let mut snapshot = Snapshot::new("x");
    snapshot.push_answer(&floor).unwrap();
    snapshot
        .push_answer(&answer(listed("c", -7.0, &[("a", -1.0)])))
        .unwrap();
    let texts: Vec<Vec<_>> = snapshot
        .samples()
        .iter()
        .map(|it| it.keys().collect())
        .collect();
    assert_eq!(texts, [vec!["a"], vec!["a", "c"]]);
}

#[test]
fn tokens_are_told_apart_by_their_bytes_or_else_by_their_ids() {
    let top = [
        TopLogprob::new("\u{fffd}", -1.0).with_bytes(b"\xf0\x9f"),
        TopLogprob::new("\u{fffd}", -2.0).with_bytes(b"\xe2"),
        TopLogprob::from_id(7, -3.0),
    ];
    let token = TokenLogprob::new("a", -0.5).with_top_logprobs(top);
    let mut snapshot = Snapshot::new("x");
    snapshot.push_answer(&answer(token)).unwrap();
    let keys: Vec<_> = snapshot.samples()[0].keys().map(String::as_str).collect();
    assert_eq!(keys, ["#7", "\\xe2", "\\xf0\\x9f", "a"]);
}

#[test]
fn what_cannot_be_compared_is_an_error() {
    let kind = |one: &Snapshot, other: &Snapshot, permutations| {
        one.compare(other, permutations, 0).unwrap_err().kind()
    };
    let two = snapshot(&[&[("a", -1.0)][..]; 2]);
    let one = snapshot(&[&[("a", -1.0)]]);
    assert_eq!(kind(&two, &one, 9), ErrorKind::InvalidInput);
    assert_eq!(kind(&two, &two, 0), ErrorKind::InvalidInput);
    assert_eq!(kind(&Snapshot::new("y"), &two, 9), ErrorKind::InvalidInput);
    let error = Snapshot::new("x")
        .push_answer(&AiMessage::new("a"))
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::LogprobsMissing);
    let error = Snapshot::new("x")
        .push_scored(&scored("a", &[f64::NAN]))
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::LogprobsMissing);
}

#[test]
fn a_snapshot_can_be_stored() {
    let mut taken = snapshot(&[&[("a", -0.1), ("é", -3.0)], &[("a", -0.2)]]);
    taken.push_scored(&scored("xx", &[-1.0, -2.0])).unwrap();
    let json = serde_json::to_string(&taken).unwrap();
    assert_eq!(serde_json::from_str::<Snapshot>(&json).unwrap(), taken);
    let keys: Vec<_> = taken.samples()[2].keys().map(String::as_str).collect();
    assert_eq!(keys, ["0 x", "1 x"]);
}

#[tokio::test]
async fn a_probe_asks_for_one_token_and_all_the_alternatives_that_there_are() {
    let fake = FakeChatModel::new()
        .capabilities(
            Capabilities::UNKNOWN
                .yes(Feature::LOGPROBS)
                .most_top_logprobs(8),
        )
        .say_forever([token("a").p(0.5).alternative("b", 0.3), token("c")]);
    let taken = DriftProbe::new(fake.clone()).take(3).await.unwrap();
    let options = fake.calls()[0].options.clone();
    assert_eq!(
        options,
        CallOptions::new()
            .logprobs(true)
            .top_logprobs(8)
            .max_tokens(1)
    );
    assert_eq!((taken.prompt(), taken.samples().len()), ("x", 3));
    assert_eq!(taken.models().collect::<Vec<_>>(), ["fake"]);
    assert_eq!(taken.samples()[0].len(), 2);

    let bound = fake.clone().bind(CallOptions::new().max_tokens(16));
    DriftProbe::new(bound).prompt("y").take(1).await.unwrap();
    let last = fake.calls().pop().unwrap();
    assert_eq!(
        (
            last.options.max_tokens,
            last.messages[0].text().into_owned()
        ),
        (Some(16), "y".to_owned())
    );
}

#[tokio::test]
async fn a_probe_says_nothing_that_is_bound_to_one_model_to_another() {
    let other = FakeChatModel::new().say_forever([token("a").p(0.5)]);
    let first = FakeChatModel::new().fail(surprisal_core::Error::new(ErrorKind::Server, "down"));
    let first = first.bind(CallOptions::new().seed(7));
    let both = first.with_fallbacks([other.clone()]);
    DriftProbe::new(both).take(1).await.unwrap();
    assert_eq!(other.calls()[0].options.seed, None);
}

#[tokio::test]
async fn a_probe_without_log_probabilities_is_an_error() {
    let silent = FakeAnswer::from("a").fault(Fault::MissingScores);
    let probe = DriftProbe::new(FakeChatModel::new().say_forever(silent));
    assert_eq!(
        probe.take(2).await.unwrap_err().kind(),
        ErrorKind::LogprobsMissing
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_p_value_is_a_probability_and_the_order_of_samples_does_not_matter(
        one in prop::collection::vec(-9.0..0.0_f64, 2..6),
        other in prop::collection::vec(-9.0..0.0_f64, 2..6),
        seed: u64,
    ) {
        let of = |values: &[f64]| {
            let mut snapshot = Snapshot::new("x");
            for value in values {
                snapshot.push_answer(&answer(listed("a", *value, &[]))).unwrap();
            }
            snapshot
        };
        let drift = of(&one).compare(&of(&other), 50, seed).unwrap();
        prop_assert!(drift.p_value > 0.0 && drift.p_value <= 1.0);
        let reversed: Vec<f64> = one.iter().rev().copied().collect();
        let again = of(&reversed).compare(&of(&other), 50, seed).unwrap();
        prop_assert!((again.statistic - drift.statistic).abs() < 1e-12);
    }
}
