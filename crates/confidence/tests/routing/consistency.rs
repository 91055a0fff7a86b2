use futures::TryStreamExt as _;
use surprisal_confidence::{Samples, SelfConsistency};
use surprisal_core::{
    AiMessage, CallOptions, Capabilities, Channel, Choice, Error, ErrorKind, Feature, Logprobs,
    RunnableExt as _, TokenLogprob, Usage,
};
use surprisal_testing::{FakeAnswer, FakeChatModel};

use crate::support::says;

fn read(answer: &AiMessage) -> Option<String> {
    Some(answer.text().into_owned()).filter(|text| text != "?")
}

/// An answer whose tokens share this sum of log probabilities.
fn answer(text: &str, sum: f64, tokens: usize) -> AiMessage {
    let token = TokenLogprob::new("x", sum / tokens as f64);
    let logprobs = Logprobs::new(Channel::Content, vec![token; tokens]);
    AiMessage::from(Choice::new(text).with_logprobs(logprobs))
}

fn near(value: Option<f64>, expected: f64) {
    let value = value.unwrap();
    assert!(
        (value - expected).abs() < 1e-12,
        "{value} is not {expected}"
    );
}

/// The case `semantic_entropy.worked`: four samples, of which the first two mean the same.
///
/// Three packages give three numbers for it. We give uqlm's, as [`Samples::weighted_entropy`], and the discrete one, as
/// [`Samples::entropy`]: both are entropies of the groups that were seen. lm-polygraph's 3.01296 is not one: it is the
/// mean of −ln Σ p with the probabilities of whole texts, which do not add up to 1, so that longer answers look less
/// certain. It is computed here to show that it is another number.
#[test]
fn semantic_entropy_worked() {
    let (sums, counts) = ([-2.0, -2.5, -6.0, -3.0], [4, 5, 6, 5]);
    let texts = ["in Paris", "Paris", "Lyon", "Nice"];
    let answers = (0..4).map(|i| answer(texts[i], sums[i], counts[i]));
    let samples = Samples::of(answers, read);
    assert_eq!(samples.groups().len(), 4);

    let samples = samples.grouped_by(|one, other| one.contains(other) || other.contains(one));
    let members: Vec<_> = samples
        .groups()
        .iter()
        .map(|it| it.members.clone())
        .collect();
    assert_eq!(members, [vec![0, 1], vec![2], vec![3]]);
    near(samples.weighted_entropy(), 0.973_339_465_160_520_1);
    // uqlm divides by the logarithm of the number of samples.
    near(
        samples.weighted_entropy().map(|it| it / 4.0_f64.ln()),
        0.702_116_009_744_299_1,
    );
    near(samples.entropy(), 1.039_720_770_839_917_9);

    let cluster = |members: &[usize]| members.iter().map(|i| sums[*i].exp()).sum::<f64>().ln();
    let of_cluster = members.iter().map(|it| it.len() as f64 * cluster(it));
    near(
        Some(-of_cluster.sum::<f64>() / 4.0),
        3.012_961_507_909_946_8,
    );
}

#[test]
fn shares_are_of_all_answers_and_weights_of_those_that_could_be_read() {
    let texts = ["a", "?", "b", "a"];
    let samples = Samples::of(texts.map(|text| answer(text, -1.0, 1)), read);
    let majority = samples.majority().unwrap();
    assert_eq!(
        (majority.members.as_slice(), majority.share),
        (&[0, 3][..], 0.5)
    );
    near(majority.weight, 2.0 / 3.0);
    assert_eq!(samples.samples()[1].reading, None);
}

#[test]
fn of_equals_the_first_wins_and_the_heaviest_may_be_another() {
    let tie = Samples::of(["b", "a", "a", "b"].map(AiMessage::new), read);
    assert_eq!(tie.majority().unwrap().reading, "b");
    let answers = [("a", -3.0), ("b", -0.1), ("a", -3.0)];
    let samples = Samples::of(answers.map(|(text, sum)| answer(text, sum, 1)), read);
    assert_eq!(samples.majority().unwrap().reading, "a");
    assert_eq!(samples.heaviest().unwrap().reading, "b");
    let even = Samples::of(["b", "a"].map(|text| answer(text, -1.0, 1)), read);
    assert_eq!(even.heaviest().unwrap().reading, "b");
}

#[test]
fn without_log_probabilities_there_are_shares_and_no_weights() {
    let samples = Samples::of(["a", "a"].map(AiMessage::new), read);
    assert_eq!(samples.entropy(), Some(0.0));
    assert!(samples.entropy().unwrap().is_sign_positive());
    assert_eq!(
        (samples.weighted_entropy(), samples.heaviest()),
        (None, None)
    );
    for none in [-9999.0, 0.7] {
        let answers = [answer("a", -1.0, 1), answer("a", none, 1)];
        assert_eq!(Samples::of(answers, read).weighted_entropy(), None);
    }
}

#[test]
fn where_nothing_can_be_read_there_is_no_majority_and_no_entropy() {
    for samples in [
        Samples::of([], read),
        Samples::of([AiMessage::new("?")], read),
    ] {
        assert!(samples.majority().is_none());
        assert_eq!(
            (samples.entropy(), samples.weighted_entropy()),
            (None, None)
        );
    }
}

#[tokio::test]
async fn a_model_without_n_is_called_so_many_times_with_seeds_that_differ() {
    let model = says(&[("a", 0.5), ("b", 0.5), ("a", 0.5)]);
    let bound = model
        .clone()
        .bind(CallOptions::new().logprobs(true).seed(40));
    let samples = SelfConsistency::new(bound, 3).invoke("x").await.unwrap();
    assert_eq!(samples.majority().unwrap().share, 2.0 / 3.0);
    near(samples.majority().unwrap().weight, 2.0 / 3.0);
    let seeds: Vec<_> = model.calls().iter().map(|call| call.options.seed).collect();
    assert_eq!(seeds, [Some(40), Some(41), Some(42)]);
    assert_eq!(samples.usage(), &Usage::new(3, 3));
}

#[tokio::test]
async fn a_model_with_n_is_called_once() {
    let model = FakeChatModel::new()
        .capabilities(Capabilities::UNKNOWN.yes(&[Feature::N]))
        .say(
            FakeAnswer::from("a")
                .or("b")
                .or("b")
                .usage(Usage::new(1, 9)),
        );
    let samples = SelfConsistency::new(model.clone(), 3)
        .invoke("x")
        .await
        .unwrap();
    assert_eq!(model.calls()[0].options.n, Some(3));
    assert_eq!((model.calls().len(), samples.samples().len()), (1, 3));
    assert_eq!(samples.majority().unwrap().reading, "b");
    assert_eq!(samples.usage(), &Usage::new(1, 9));
    let first = &samples.samples()[0].answer;
    assert_eq!(first.response_metadata().model.as_deref(), Some("fake"));
    assert!(first.usage().is_empty());
}

#[tokio::test]
async fn more_choices_than_a_service_gives_at_once_are_several_calls() {
    let model = FakeChatModel::seeded(1);
    let samples = SelfConsistency::new(model.clone(), 130)
        .bind(CallOptions::new().seed(7).max_tokens(1))
        .invoke("x")
        .await
        .unwrap();
    assert_eq!(samples.samples().len(), 130);
    let calls = model.calls();
    let asked = calls.iter().map(|call| (call.options.n, call.options.seed));
    assert_eq!(
        asked.collect::<Vec<_>>(),
        [(Some(128), Some(7)), (Some(2), Some(8))]
    );
}

#[tokio::test]
async fn a_sample_that_fails_is_reported_and_all_that_fail_are_an_error() {
    let down = |message: &'static str| Error::new(ErrorKind::Server, message);
    let model = FakeChatModel::new().say("a").fail(down("1")).say("a");
    let samples = SelfConsistency::new(model, 3).invoke("x").await.unwrap();
    let majority = samples.majority().unwrap();
    assert_eq!((majority.members.len(), majority.share), (2, 1.0));
    assert_eq!(
        (samples.errors()[0].0, samples.errors()[0].1.message()),
        (1, "1")
    );

    let model = FakeChatModel::new().fail(down("1")).fail(down("2"));
    let error = SelfConsistency::new(model, 2)
        .invoke("x")
        .await
        .unwrap_err();
    assert_eq!((error.message(), error.fallback_errors().len()), ("1", 1));
}

#[tokio::test]
async fn the_option_n_is_refused_and_one_that_is_bound_further_in_does_not_multiply() {
    let model = FakeChatModel::seeded(1);
    let error = SelfConsistency::new(model, 3)
        .bind(CallOptions::new().n(2))
        .invoke("x")
        .await
        .unwrap_err();
    assert_eq!(
        (error.kind(), error.option()),
        (ErrorKind::InvalidInput, Some("n"))
    );

    let model = says(&[("a", 0.5), ("a", 0.5)]);
    let bound = model.clone().bind(CallOptions::new().n(3));
    let samples = SelfConsistency::new(bound, 2).invoke("x").await.unwrap();
    assert_eq!(samples.samples().len(), 2);
    assert_eq!(model.calls()[0].options.n, Some(1));
}

#[tokio::test]
async fn streamed_the_samples_come_as_one_and_its_profile_is_the_models() {
    let model = SelfConsistency::new(says(&[("a", 0.5)]), 1);
    assert_eq!(model.profile().model.as_deref(), Some("fake"));
    let chunks: Vec<Samples> = model
        .stream("x")
        .await
        .unwrap()
        .try_collect()
        .await
        .unwrap();
    assert_eq!(chunks.len(), 1);
    assert_eq!(chunks[0].samples()[0].answer.text(), "a");
}

#[tokio::test]
async fn an_empty_answer_says_nothing_and_space_at_the_ends_does_not_count() {
    let model = FakeChatModel::new().say(" a ").say("").say("a");
    let samples = SelfConsistency::new(model, 3).invoke("x").await.unwrap();
    let majority = samples.majority().unwrap();
    assert_eq!((&*majority.reading, majority.share), ("a", 2.0 / 3.0));
}

#[tokio::test]
async fn dropped_it_leaves_nothing_running() {
    let model = FakeChatModel::new()
        .say_forever("a")
        .fault(surprisal_testing::Fault::StallAfter(1));
    let asked = SelfConsistency::new(model.clone(), 20);
    let call = tokio::time::timeout(std::time::Duration::ZERO, asked.invoke("x")).await;
    assert!(call.is_err());
    assert_eq!((model.calls().len(), model.live()), (8, 0));
}
