//! What a service cannot do is refused before a request is made; all else is sent.

use serde_json::Value;
use surprisal_core::{
    Availability, Capabilities, Error, ErrorKind, Feature, Messages, Policy, Support,
};
use surprisal_testing::server::{Reply, Server};

use crate::every::{Every, every};
use crate::portable::{asking, field, option};
use crate::support::{answer, asked};

/// Asks for something, and gives what was sent: the fields of the request, and the warnings of the answer.
async fn ask(
    one: &Every,
    feature: Feature,
    capabilities: Option<Capabilities>,
    policy: Policy,
) -> Result<(Value, Vec<String>), Error> {
    let server = Server::start().await.unwrap();
    let logprobs = serde_json::json!({"content": [{"token": "Hi", "logprob": -0.5}]});
    // Where a stream was asked for, too, a body is taken for the answer.
    server.reply(Reply::json(200, answer("Hi", logprobs).to_string()));
    let model = one.model(server.url(), capabilities);
    let options = asking(feature).unwrap().on_unsupported(policy);
    let answered = if feature == Feature::StreamLogprobs {
        let stream = model.stream_opts(Messages::from("hi"), options).await;
        match stream {
            Ok(stream) => surprisal_core::AiMessageChunk::collect(stream).await,
            Err(error) => Err(error),
        }
    } else {
        model.invoke_opts(Messages::from("hi"), options).await
    };
    let requests = server.requests();
    match answered {
        Ok(answer) => {
            assert_eq!(requests.len(), 1);
            let warnings = answer.response_metadata().warnings.iter();
            let options = warnings.map(|warning| warning.option.to_string());
            Ok((requests[0].json().unwrap(), options.collect()))
        }
        Err(error) => {
            assert!(requests.is_empty(), "{error}");
            Err(error)
        }
    }
}

/// Every feature that a service does not have, and that an option of a chat asks for.
fn without() -> Vec<(Every, Feature)> {
    cases(|support| support == Support::No)
}

/// Every other feature that an option asks for.
fn with() -> Vec<(Every, Feature)> {
    cases(|support| support != Support::No)
}

fn cases(is_meant: impl Fn(Support) -> bool) -> Vec<(Every, Feature)> {
    let mut cases = Vec::new();
    let features = Feature::ALL.iter().copied();
    for feature in features.filter(|feature| asking(*feature).is_some()) {
        let all = every().into_iter();
        let meant = all.filter(|one| is_meant(one.service.capabilities.support(feature)));
        cases.extend(meant.map(|one| (one, feature)));
    }
    cases
}

#[tokio::test]
async fn what_a_service_does_not_have_is_refused_by_the_options_name_before_a_request() {
    let mut refused = 0;
    for (one, feature) in without() {
        let provider = one.service.provider;
        let error = ask(&one, feature, None, Policy::Error).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unsupported, "{provider} {feature}");
        // Without log probabilities there are no alternatives either: the first that is missing is named.
        let expected = match feature {
            Feature::TopLogprobs => "logprobs",
            other => option(other),
        };
        assert_eq!(error.option(), Some(expected), "{provider} {feature}");
        assert_eq!(error.provider(), Some(provider));
        refused += 1;
    }
    assert!(refused > 20, "{refused}");
}

#[tokio::test]
async fn what_a_service_does_not_have_is_left_out_with_a_warning_where_that_was_chosen() {
    for (one, feature) in without() {
        let provider = one.service.provider;
        let (request, warnings) = ask(&one, feature, None, Policy::Warn).await.unwrap();
        let (name, _) = field(provider, feature);
        assert_eq!(request.get(name), None, "{provider} {feature}");
        assert_eq!(warnings.len(), 1, "{provider} {feature}: {warnings:?}");
    }
}

#[tokio::test]
async fn whoever_knows_better_has_it_sent_all_the_same() {
    for (one, feature) in without() {
        let provider = one.service.provider;
        let better = one.service.capabilities.yes(&[
            feature,
            Feature::Logprobs,
            Feature::TopLogprobs,
            Feature::StreamLogprobs,
        ]);
        let sent = ask(&one, feature, Some(better), Policy::Error).await;
        let (request, _) = sent.unwrap();
        let (name, value) = field(provider, feature);
        assert_eq!(request[name], value, "{provider} {feature}");
    }
}

#[tokio::test]
async fn what_a_service_has_or_may_have_is_sent() {
    for (one, feature) in with() {
        let provider = one.service.provider;
        let (request, warnings) = ask(&one, feature, None, Policy::Error).await.unwrap();
        let (name, value) = field(provider, feature);
        assert_eq!(request[name], value, "{provider} {feature}");
        assert_eq!(warnings, [""; 0], "{provider} {feature}");
    }
}

#[tokio::test]
async fn more_alternatives_than_a_service_lists_are_invalid_input() {
    let mut limited = 0;
    for one in every() {
        // The limit of all services is that of the options.
        let Some(most) = one.service.capabilities.top_logprobs_limit() else {
            continue;
        };
        let server = Server::start().await.unwrap();
        let model = one.model(server.url(), None);
        let options = asked().top_logprobs(most + 1);
        let error = model.invoke_opts("hi".into(), options).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
        let start = format!("top_logprobs is {}: ", most + 1);
        assert!(error.message().starts_with(&start), "{error}");
        assert!(server.requests().is_empty());

        server.reply(Reply::json(200, answer("Hi", Value::Null).to_string()));
        let options = asked().top_logprobs(most).on_logprobs_missing(Policy::Warn);
        let answer = model.invoke_opts("hi".into(), options).await.unwrap();
        let availability = answer.logprobs().availability();
        assert_eq!(availability, Availability::RequestedButAbsent);
        limited += 1;
    }
    assert!(limited > 5, "{limited}");
}
