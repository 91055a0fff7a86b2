use std::sync::Arc;

use futures::TryStreamExt as _;
use surprisal_confidence::{Cascade, Escalation, Measure, SelfConsistency, StopWhen};
use surprisal_core::{
    AiMessage, AiMessageChunk, CallOptions, Capabilities, Channel, ChatModel, Choice, Error,
    ErrorKind, Feature, HasLogprobs as _, Logprobs, Policy, RunnableExt as _, Support, Takes,
    TokenLogprob, TopLogprob,
};
use surprisal_testing::{FakeAnswer, FakeChatModel, Fault, MockChatModel, token};

use crate::support::{always, never, says};

fn sure() -> Escalation {
    Measure::NormalizedProbability.less_sure_than(0.8)
}

#[tokio::test]
async fn a_sure_answer_is_the_small_models_and_an_unsure_one_is_not() {
    let small = says(&[("yes", 0.9), ("no", 0.5), ("yes", 0.8)]);
    let big = FakeChatModel::new().say("big");
    let model = Cascade::new(small.clone(), big.clone()).escalate_when(sure());
    let results = model.batch_with(1, ["1", "2", "3"]).await;
    let texts: Vec<_> = results
        .iter()
        .map(|it| it.as_ref().unwrap().text())
        .collect();
    assert_eq!(texts, ["yes", "big", "yes"]);
    assert_eq!((small.calls().len(), big.calls().len()), (3, 1));
    assert_eq!(big.calls()[0].messages, small.calls()[1].messages);
}

#[tokio::test]
async fn it_is_a_chat_model_and_so_is_a_pointer_to_it_and_one_within_another() {
    let inner =
        Cascade::new(says(&[("b", 0.1)]), FakeChatModel::new().say("c")).escalate_when(sure());
    let model: Arc<dyn ChatModel> =
        Arc::new(Cascade::new(says(&[("a", 0.1)]), inner).escalate_when(sure()));
    let model = model.bind(CallOptions::new().temperature(0.0));
    assert_eq!(model.invoke("x").await.unwrap().text(), "c");
}

#[tokio::test]
async fn options_reach_both_and_only_the_small_one_is_asked_for_log_probabilities() {
    let small = says(&[("a", 0.1)]);
    let big = FakeChatModel::new().say("b");
    let model = Cascade::new(small.clone(), big.clone()).escalate_when(sure().top_logprobs(3));
    let options = CallOptions::new().seed(7).metadata("k", "v").extra("e", 1);
    let options = options.provider("fake", serde_json::Map::new());
    model.bind(options.clone()).invoke("x").await.unwrap();
    assert_eq!(big.calls()[0].options, options);
    let asked = options
        .logprobs(true)
        .top_logprobs(3)
        .on_logprobs_missing(Policy::Warn);
    assert_eq!(small.calls()[0].options, asked);
}

#[tokio::test]
async fn what_the_caller_says_of_log_probabilities_holds() {
    let calls = |options: CallOptions| async move {
        let small = says(&[("a", 0.1)]);
        let model = Cascade::new(small.clone().bind(options), FakeChatModel::new().say("b"))
            .escalate_when(sure().top_logprobs(3));
        model.invoke("x").await.unwrap();
        small.calls()[0].options.clone()
    };
    let off = calls(CallOptions::new().logprobs(false)).await;
    assert_eq!((off.logprobs, off.top_logprobs), (Some(false), None));
    let more = calls(CallOptions::new().logprobs(true).top_logprobs(9)).await;
    assert_eq!((more.logprobs, more.top_logprobs), (Some(true), Some(9)));
    let on = calls(CallOptions::new().logprobs(true)).await;
    assert_eq!((on.logprobs, on.top_logprobs), (Some(true), Some(3)));
}

#[tokio::test]
async fn an_answer_without_signal_is_never_taken_by_a_measure() {
    let answers = [
        FakeAnswer::from("none").fault(Fault::DropLogprobsAfter(0)),
        FakeAnswer::from([token("floors"), token(" here")]).fault(Fault::Floors),
        FakeAnswer::from("nulls").fault(Fault::MissingScores),
        FakeAnswer::new(),
    ];
    for answer in answers {
        let small = FakeChatModel::new().say(answer.clone());
        let model = Cascade::new(small, FakeChatModel::new().say("big")).escalate_when(sure());
        assert_eq!(model.invoke("x").await.unwrap().text(), "big", "{answer:?}");
    }
}

#[tokio::test]
async fn unless_told_otherwise_only_an_answer_without_log_probabilities_goes_on() {
    let small = says(&[("unlikely", 0.001)])
        .say(FakeAnswer::from("silent").fault(Fault::DropLogprobsAfter(0)));
    let model = Cascade::new(small, FakeChatModel::new().say("big"));
    assert_eq!(model.invoke("x").await.unwrap().text(), "unlikely");
    assert_eq!(model.invoke("x").await.unwrap().text(), "big");
}

#[tokio::test]
async fn an_answer_without_log_probabilities_goes_on_though_the_caller_asks_for_them() {
    let silent = FakeAnswer::from("silent").fault(Fault::DropLogprobsAfter(0));
    let small = FakeChatModel::new().say(silent);
    let model = Cascade::new(small.clone(), FakeChatModel::new().say("big"));
    let model = model.bind(CallOptions::new().logprobs(true));
    assert_eq!(model.invoke("x").await.unwrap().text(), "big");
    // By themselves, providers make an error of it.
    let policy = small.calls()[0].options.on_logprobs_missing;
    assert_eq!(policy, Some(Policy::Warn));
}

/// What a measure of alternatives passes over may be what is least sure.
#[tokio::test]
async fn a_token_without_alternatives_leaves_no_signal_for_a_measure_of_them() {
    let listed = || {
        let top = [("a", -0.01), ("b", -5.0)].map(|(text, logprob)| TopLogprob::new(text, logprob));
        TokenLogprob::new("a", -0.01).with_top_logprobs(top)
    };
    let of = |second: TokenLogprob| async move {
        let logprobs = Logprobs::new(Channel::Content, [listed(), second]);
        let answer = AiMessage::from(Choice::new("aa").with_logprobs(logprobs));
        let mut small = MockChatModel::new();
        small.expect_answer(AiMessageChunk::from(answer));
        let model = Cascade::new(small, FakeChatModel::new().say("big"))
            .escalate_when(Measure::MinMargin.less_sure_than(0.5));
        model.invoke("x").await.unwrap().text().into_owned()
    };
    assert_eq!(of(listed()).await, "aa");
    assert_eq!(of(TokenLogprob::new("a", -3.0)).await, "big");
    assert_eq!(
        of(TokenLogprob::new("a", -3.0).with_top_logprobs([])).await,
        "big"
    );
}

#[tokio::test]
async fn a_small_model_that_refuses_log_probabilities_is_an_error_of_a_measure_alone() {
    let deaf = Capabilities::UNKNOWN.no(&[Feature::Logprobs]);
    let small = || says(&[("a", 0.5)]).capabilities(deaf);
    let by_measure = Cascade::new(small(), FakeChatModel::new()).escalate_when(sure());
    let error = by_measure.invoke("x").await.unwrap_err();
    assert_eq!(
        (error.kind(), error.option()),
        (ErrorKind::Unsupported, Some("logprobs"))
    );

    let by_text = |answer: &AiMessage| answer.text().is_empty();
    let by_choice = Cascade::new(small(), FakeChatModel::new()).escalate_when(by_text);
    assert_eq!(by_choice.invoke("x").await.unwrap().text(), "a");
}

#[tokio::test]
async fn an_error_of_either_is_that_of_the_call() {
    let down = || FakeChatModel::new().fail(Error::new(ErrorKind::Server, "down"));
    let model = Cascade::new(down(), FakeChatModel::new());
    assert_eq!(
        model.invoke("x").await.unwrap_err().kind(),
        ErrorKind::Server
    );
    let model = Cascade::new(says(&[("a", 0.1)]), down()).escalate_when(always);
    assert_eq!(
        model.invoke("x").await.unwrap_err().kind(),
        ErrorKind::Server
    );

    let broken = says(&[("a", 0.9)]).fault(Fault::FailAfter(2, ErrorKind::Truncated));
    let error = Cascade::new(broken, down())
        .stream("x")
        .await
        .err()
        .unwrap();
    assert_eq!(error.kind(), ErrorKind::Truncated);
    assert_eq!(error.partial().unwrap().text(), "a");
}

#[tokio::test]
async fn exactly_the_calls_that_are_needed_are_made() {
    let mut small = MockChatModel::new();
    small
        .expect_invoke_opts()
        .withf(|_, options| options.wants_logprobs())
        .once()
        .returning(|_, _| Ok(AiMessage::new("small")));
    let big = MockChatModel::new(); // expects no call
    let model = Cascade::new(small, big).escalate_when(never);
    assert_eq!(model.invoke("x").await.unwrap().text(), "small");
}

#[tokio::test]
async fn a_stream_shows_nothing_of_an_answer_that_is_not_taken() {
    let small = FakeChatModel::new().say([token("no").p(0.5), token("pe").p(0.5)]);
    let big = FakeChatModel::new().say([token("y"), token("es")]);
    let model = Cascade::new(small, big).escalate_when(sure());
    let chunks: Vec<AiMessageChunk> = model
        .stream("x")
        .await
        .unwrap()
        .try_collect()
        .await
        .unwrap();
    let texts: Vec<_> = chunks.iter().map(|chunk| chunk.text()).collect();
    assert_eq!(texts.concat(), "yes");
    assert!(chunks.len() > 2, "the pieces come one by one: {chunks:?}");
}

#[test]
fn its_profile_is_the_small_models_with_what_both_can() {
    let small = FakeChatModel::new()
        .capabilities(Capabilities::UNKNOWN.yes(&[Feature::Logprobs, Feature::Tools]));
    let big = FakeChatModel::new().capabilities(Capabilities::UNKNOWN.yes(&[Feature::Tools]));
    let profile = Cascade::new(small, big.bind(CallOptions::new().seed(1))).profile();
    assert_eq!(profile.model.as_deref(), Some("fake"));
    assert_eq!(profile.capabilities.support(Feature::Tools), Support::Yes);
    assert_eq!(
        profile.capabilities.support(Feature::Logprobs),
        Support::Unknown
    );
    assert_eq!(profile.fallbacks[0].options.seed, Some(1));
    assert_eq!(profile.options.seed, None);
}

#[test]
fn what_can_be_bound_to_a_model_can_be_bound_to_what_is_around_it() {
    struct OwnOptions;
    struct Own;
    impl Takes<OwnOptions> for Own {}
    fn takes<M: Takes<OwnOptions>>() {}
    takes::<Cascade<Own, FakeChatModel>>();
    takes::<StopWhen<Own, ()>>();
    takes::<SelfConsistency<Own>>();
}

#[tokio::test]
async fn the_answer_that_is_taken_has_its_log_probabilities() {
    let model = Cascade::new(says(&[("yes", 0.9)]), FakeChatModel::new()).escalate_when(sure());
    let answer = model.invoke("x").await.unwrap();
    assert!((answer.joint_probability().unwrap() - 0.9).abs() < 1e-12);
    assert_eq!(answer.response_metadata().model.as_deref(), Some("fake"));
}
