//! Others that are asked where the first fails.

use std::sync::Arc;

use serde_json::{Map, json};
use surprisal_core::{
    CallOptions, Capabilities, ChatModel, ErrorKind, Feature, Profile, RunnableExt as _, Support,
};

use crate::double::{Double, Step, fail, say};
use crate::support::{drain, error, server};

fn failing(kind: ErrorKind, message: &'static str) -> Double {
    Double::new([vec![fail(error(kind, message).with_provider(message))]])
}

#[tokio::test(start_paused = true)]
async fn they_are_asked_in_order_with_all_options_until_one_answers() {
    let acme = Map::from_iter([("a".to_owned(), json!(1))]);
    let other = Map::from_iter([("b".to_owned(), json!(2))]);
    let options = CallOptions::new()
        .logprobs(true)
        .seed(3)
        .header("x", "y")
        .provider("acme", acme)
        .provider("other", other);
    let first = failing(ErrorKind::Authentication, "first");
    let second = failing(ErrorKind::Unsupported, "second");
    let third = Double::new([vec![say("third")]]);
    let fourth = Double::new([]);
    let others: [Arc<dyn ChatModel>; 3] = [
        Arc::new(second.clone()),
        Arc::new(third.clone()),
        Arc::new(fourth.clone()),
    ];
    let model = first.clone().with_fallbacks(others).bind(options.clone());
    assert_eq!(model.invoke("hi").await.unwrap().text(), "third");
    for asked in [first, second, third] {
        let calls = asked.calls();
        assert_eq!((calls.len(), calls[0].text.as_str()), (1, "hi"));
        assert_eq!(calls[0].options, options);
    }
    assert_eq!(fourth.calls().len(), 0);
}

#[tokio::test(start_paused = true)]
async fn where_all_fail_the_first_error_has_the_others() {
    let first = failing(ErrorKind::Server, "one");
    let others = [
        failing(ErrorKind::Timeout, "two"),
        failing(ErrorKind::NotFound, "three"),
    ];
    let error = first.with_fallbacks(others).invoke("hi").await.unwrap_err();
    assert_eq!((error.kind(), error.message()), (ErrorKind::Server, "one"));
    let kinds = error.fallback_errors().iter().map(|error| error.kind());
    assert!(kinds.eq([ErrorKind::Timeout, ErrorKind::NotFound]));
    assert_eq!(
        error.to_string(),
        "one: server error: one; failed too: two: timeout: two; failed too: three: not found: three"
    );
}

#[tokio::test(start_paused = true)]
async fn an_error_that_is_not_chosen_ends_the_tries_and_keeps_those_before_it() {
    for answers_last in [true, false] {
        let first = failing(ErrorKind::Server, "one");
        let second = failing(ErrorKind::InvalidInput, "two");
        let third = Double::new([]);
        let mut others = vec![second];
        if answers_last {
            others.push(third.clone());
        }
        let model = first
            .with_fallbacks(others)
            .when(|error| error.is_retryable());
        let error = model.invoke("hi").await.unwrap_err();
        assert_eq!(error.message(), "two");
        let before: Vec<_> = error
            .fallback_errors()
            .iter()
            .map(|e| e.message())
            .collect();
        assert_eq!(before, ["one"]);
        assert_eq!(third.calls().len(), 0);
    }
}

#[tokio::test(start_paused = true)]
async fn without_others_the_error_is_its_own() {
    let first = failing(ErrorKind::Server, "one");
    let model = first.with_fallbacks(Vec::<Double>::new());
    let error = model.invoke("hi").await.unwrap_err();
    assert!(error.message() == "one" && error.fallback_errors().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_stream_falls_back_up_to_its_first_chunk() {
    let at_once = Double::new([vec![fail(server()), Step::Head]]);
    let in_its_place = Double::new([vec![Step::Head, fail(server())]]);
    let answers = Double::new([vec![say("a"), say("b")]]);
    let model = at_once
        .clone()
        .with_fallbacks([in_its_place.clone(), answers.clone()]);
    let (texts, error) = drain(model.stream("hi").await.unwrap()).await;
    assert_eq!((texts.concat(), error.is_none()), ("ab".into(), true));

    let all = [at_once, in_its_place, answers];
    assert!(
        all.iter()
            .all(|double| double.live() == 0 && double.calls()[0].stream)
    );
}

#[tokio::test(start_paused = true)]
async fn a_stream_does_not_fall_back_after_its_first_chunk() {
    let first = Double::new([vec![say("a"), fail(server())]]);
    let second = Double::new([]);
    let model = first.with_fallbacks([second.clone()]);
    let (texts, error) = drain(model.stream("hi").await.unwrap()).await;
    assert_eq!(
        (texts, error.unwrap().kind()),
        (vec!["a".to_owned()], ErrorKind::Server)
    );
    assert_eq!(second.calls().len(), 0);
}

#[tokio::test(start_paused = true)]
async fn streams_that_all_fail_at_once_are_one_error_of_the_call() {
    let first = Double::new([vec![Step::Head, fail(server())]]);
    let second = Double::new([vec![Step::Head, fail(error(ErrorKind::Timeout, "late"))]]);
    let model = first.with_fallbacks([second]);
    let error = model.stream("hi").await.err().unwrap();
    assert_eq!(error.kind(), ErrorKind::Server);
    assert_eq!(error.fallback_errors()[0].message(), "late");
}

#[test]
fn the_profile_is_the_firsts_with_the_others_and_with_what_all_can() {
    let profile = |name: &'static str, capabilities| {
        let profile = Profile::new(name, "m").with_capabilities(capabilities);
        Double::with_profile(profile, [])
    };
    let unknown = Capabilities::UNKNOWN;
    let first = unknown.yes(&[Feature::Tools, Feature::Logprobs]);
    let second = unknown.yes(&[Feature::Tools]).no(&[Feature::Seed]);
    let model = profile("one", first.most_top_logprobs(20))
        .with_fallbacks([
            profile("two", second),
            profile("three", first.most_top_logprobs(5)),
        ])
        .profile();
    assert_eq!(model.provider.as_deref(), Some("one"));
    let names = model
        .fallbacks
        .iter()
        .map(|other| other.provider.as_deref());
    assert!(names.eq([Some("two"), Some("three")]));
    assert_eq!(model.fallbacks[0].capabilities, second);
    let all = model.capabilities;
    assert_eq!(all.support(Feature::Tools), Support::Yes);
    assert_eq!(all.support(Feature::Logprobs), Support::Unknown);
    assert_eq!(all.support(Feature::Seed), Support::No);
    assert_eq!(all.top_logprobs_limit(), Some(5));
}
