//! What OpenAI has by which interface, and who knows better.

use serde_json::json;
use surprisal_core::{
    CallOptions, ErrorKind, Feature, Policy, ResponseFormat, Runnable as _, RunnableExt as _,
    Support,
};
use surprisal_openai::{Api, ChatOpenAi, OpenAiOptions};
use surprisal_testing::server::{Reply, Server};

use crate::support::{Builder, builder, response, sent, whole};

#[test]
fn each_interface_has_its_own() {
    for (api, stop) in [
        (Api::ChatCompletions, Support::SomeModels),
        (Api::Responses, Support::No),
    ] {
        let model = || ChatOpenAi::builder("m").api_key("k");
        let of_the_model = model().options(api).build().unwrap().profile();
        let bound = model().build().unwrap().bind(api).profile();
        let of_the_call = model().build().unwrap().profile_opts(&api.into());
        for profile in [of_the_model, bound, of_the_call] {
            assert_eq!(Api::of(&profile.options), api);
            let capabilities = profile.capabilities;
            assert_eq!(capabilities, api.capabilities());
            assert_eq!(capabilities.support(Feature::Stop), stop);
            assert_eq!(capabilities.top_logprobs_limit(), Some(20));
        }
    }
}

#[tokio::test]
async fn a_server_that_has_more_than_openai_is_asked_for_it() {
    let known = Api::Responses.capabilities();
    let all = CallOptions::new()
        .stop(["x"])
        .seed(7)
        .frequency_penalty(0.5)
        .presence_penalty(0.25)
        .logit_bias(3, 1.5)
        .n(2);
    let error = sent(|builder| builder.options(Api::Responses), "hi", all.clone()).await;
    assert_eq!(error.unwrap_err().kind(), ErrorKind::Unsupported);

    let knows = |builder: Builder| {
        let more = known.yes(Feature::ALL);
        builder
            .options(Api::Responses)
            .protocol(move |openai| openai.responses_capabilities = more)
    };
    let (path, body) = sent(knows, "hi", all).await.unwrap();
    assert_eq!(path, "/v1/responses");
    assert_eq!(body["stop"], json!(["x"]));
    assert_eq!(body["seed"], 7);
    assert_eq!(body["frequency_penalty"], 0.5);
    assert_eq!(body["presence_penalty"], 0.25);
    assert_eq!(body["logit_bias"], json!({"3": 1.5}));
    assert_eq!(body["n"], 2);
}

#[tokio::test]
async fn one_that_has_less_is_not_asked_for_it() {
    for api in [Api::ChatCompletions, Api::Responses] {
        let knows = |builder: Builder| {
            builder.options(api).protocol(|openai| {
                let without = api.capabilities().no(&[Feature::Logprobs]);
                (openai.chat.capabilities, openai.responses_capabilities) = (without, without);
            })
        };
        let asked = CallOptions::new().logprobs(true).top_logprobs(2);
        let error = sent(knows, "hi", asked.clone()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unsupported);
        assert_eq!(error.option(), Some("logprobs"));

        let warned = asked.on_unsupported(Policy::Warn);
        let (_, body) = sent(knows, "hi", warned).await.unwrap();
        for field in ["logprobs", "top_logprobs", "include"] {
            assert_eq!(body.get(field), None, "{field}");
        }
    }
}

#[tokio::test]
async fn more_alternatives_than_there_are_cost_no_request() {
    let knows = |builder: Builder| {
        let few = Api::Responses.capabilities().most_top_logprobs(5);
        builder
            .options(Api::Responses)
            .protocol(move |openai| openai.responses_capabilities = few)
    };
    let asked = CallOptions::new().logprobs(true).top_logprobs(6);
    let error = sent(knows, "hi", asked).await.unwrap_err();
    assert_eq!(
        error.message(),
        "top_logprobs is 6: openai lists at most 5 alternatives a token"
    );
}

#[tokio::test]
async fn what_is_left_out_is_told_with_the_answer() {
    let options = CallOptions::new().seed(7).n(2).on_unsupported(Policy::Warn);
    let items = json!([crate::support::message("m", json!([]))]);
    let answer = whole(response(items), options).await.unwrap();
    let warned = answer.response_metadata().warnings.iter();
    let options: Vec<&str> = warned.map(|warning| &*warning.option).collect();
    assert_eq!(options, ["seed", "n"]);
}

#[tokio::test]
async fn a_format_that_a_model_refuses_is_left_out_where_that_was_chosen() {
    let message = "Invalid parameter: 'text.format' of type 'json_schema' is not supported with model version `gpt-4`.";
    let refusal = json!({"error": {"message": message, "type": "invalid_request_error", "param": "text.format", "code": null}});
    let server = Server::start().await.unwrap();
    server.reply(Reply::json(400, refusal.to_string()));
    server.reply(Reply::json(200, response(json!([])).to_string()));
    let model = builder(&server).options(Api::Responses).build().unwrap();
    let options = CallOptions::from(OpenAiOptions::new().verbosity("low"))
        .response_format(ResponseFormat::json_schema("s", json!({})))
        .on_unsupported(Policy::Warn);
    let answer = model.invoke_opts("hi".into(), options).await.unwrap();
    let warning = &answer.response_metadata().warnings[0];
    assert_eq!(warning.option, "response_format");
    let last = server.requests()[1].json().unwrap();
    assert_eq!(last["text"], json!({"verbosity": "low"}));
}
