//! What the suite does not know of: options of Gemini's own, the registry, keys, and where the requests go.

use std::sync::Arc;

use serde_json::json;
use surprisal_core::{
    Availability, CallOptions, ErrorKind, ListModels as _, Policy, Registry, RetryPolicy,
    RunnableExt as _, Secret,
};
use surprisal_gemini::{
    ChatGemini, ChatVertexAi, GeminiOptions, PROVIDER, VERTEX_PROVIDER, vertex_base_url,
};
use surprisal_testing::server::{Reply, Server};

const HI: &str = r#"{"candidates":[{"content":{"parts":[{"text":"hi"}],"role":"model"},"finishReason":"STOP"}]}"#;

#[tokio::test]
async fn own_options_arrive_through_what_wraps_a_model_and_from_call_options() {
    let server = Server::start().await.unwrap();
    server.reply(Reply::json(200, HI).forever());
    let model = ChatGemini::builder("gemini-2.5-flash")
        .api_key("key")
        .base_url(server.url());
    let model = model.build().unwrap();
    let own = || GeminiOptions::new().top_k(3).thinking_budget(7);
    let bound = model.clone().with_retry(RetryPolicy::none()).bind(own());
    bound.invoke("hi").await.unwrap();
    let model = model.bind(CallOptions::from(own()));
    model.invoke("hi").await.unwrap();
    for request in server.requests() {
        let config = &request.json().unwrap()["generationConfig"];
        assert_eq!(config["topK"], 3);
        assert_eq!(config["thinkingConfig"]["thinkingBudget"], 7);
    }
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn requests_go_where_each_service_has_its_models_with_its_kind_of_key() {
    let server = Server::start().await.unwrap();
    server.reply(Reply::json(200, HI).forever());
    let model = ChatGemini::builder("gemini-2.5-flash").api_key("the-key");
    let model = model.base_url(server.url()).build().unwrap();
    model.invoke("hi").await.unwrap();
    let request = server.next_request().await.unwrap();
    assert_eq!(request.path(), "/models/gemini-2.5-flash:generateContent");
    assert_eq!(request.header("x-goog-api-key"), Some("the-key"));
    assert_eq!(request.header("authorization"), None);

    let base = vertex_base_url("p", "global");
    let base = base.replace("https://aiplatform.googleapis.com", server.url());
    let model = ChatVertexAi::builder("gemini-2.5-flash")
        .base_url(base)
        .token_provider(async || Ok(Secret::from("of-the-hour")));
    let model = model.build().unwrap();
    let _ = model.stream("hi").await.unwrap();
    let request = server.next_request().await.unwrap();
    assert_eq!(
        request.path(),
        "/v1/projects/p/locations/global/publishers/google/models/gemini-2.5-flash:streamGenerateContent"
    );
    assert_eq!(request.query(), Some("alt=sse"));
    assert_eq!(request.header("authorization"), Some("Bearer of-the-hour"));
    assert_eq!(request.header("x-goog-api-key"), None);
}

#[tokio::test]
async fn a_name_cannot_lead_to_another_path() {
    let server = Server::start().await.unwrap();
    server.reply(Reply::json(200, HI).forever());
    for (name, path) in [
        ("tunedModels/mine", "/tunedModels/mine:generateContent"),
        ("models/m", "/models/m:generateContent"),
        ("m?key=1#a b", "/models/m%3Fkey=1%23a%20b:generateContent"),
    ] {
        let model = ChatGemini::builder(name).base_url(server.url());
        model.build().unwrap().invoke("hi").await.unwrap();
        assert_eq!(server.next_request().await.unwrap().path(), path);
    }
}

#[tokio::test]
async fn an_option_that_a_model_refuses_is_left_out_where_a_warning_is_chosen() {
    let refusal = |message: &str| {
        let error =
            json!({"error": {"code": 400, "message": message, "status": "INVALID_ARGUMENT"}});
        Reply::json(400, error.to_string())
    };
    let server = Server::start().await.unwrap();
    server.reply(refusal("Logprobs is not enabled for models/gemini-2.5-pro"));
    server.reply(refusal("Penalty is not enabled for this model"));
    server.reply(refusal("Thinking level is not supported for this model."));
    server.reply(Reply::json(200, HI));
    let options = CallOptions::new()
        .logprobs(true)
        .top_logprobs(2)
        .seed(7)
        .presence_penalty(0.5)
        .reasoning_effort("low");
    let model = ChatGemini::builder("gemini-3-pro").api_key("key");
    let model = model.base_url(server.url()).build().unwrap();
    let warned = model
        .clone()
        .bind(options.clone().on_unsupported(Policy::Warn));
    let answer = warned.invoke("hi").await.unwrap();
    let warnings = &answer.response_metadata().warnings;
    let warned: Vec<_> = warnings.iter().map(|one| one.option.as_ref()).collect();
    assert_eq!(
        warned,
        ["logprobs", "frequency_penalty", "reasoning_effort"]
    );
    assert_eq!(answer.logprobs().availability(), Availability::Refused);
    let requests = server.requests();
    let configs: Vec<_> = requests
        .iter()
        .map(|one| one.json().unwrap()["generationConfig"].clone())
        .collect();
    assert_eq!(configs[1]["presencePenalty"], 0.5);
    assert_eq!(
        configs[1]
            .get("logprobs")
            .or(configs[1].get("responseLogprobs")),
        None
    );
    assert_eq!(configs[3], json!({"seed": 7}));

    server.reply(refusal("Logprobs is not enabled for models/gemini-2.5-pro"));
    let error = model.bind(options).invoke("hi").await.unwrap_err();
    assert_eq!(
        (error.kind(), error.option()),
        (ErrorKind::Unsupported, Some("logprobs"))
    );
}

#[test]
fn a_region_is_in_the_name_of_its_host() {
    for (location, host) in [
        ("global", "https://aiplatform.googleapis.com/v1/"),
        ("us", "https://aiplatform.us.rep.googleapis.com/v1/"),
        (
            "us-central1",
            "https://us-central1-aiplatform.googleapis.com/v1/",
        ),
    ] {
        let url = vertex_base_url("p", location);
        assert!(url.starts_with(host), "{url}");
        assert!(url.ends_with(&format!(
            "projects/p/locations/{location}/publishers/google"
        )));
    }
}

#[test]
fn they_are_known_by_their_names_where_they_are_registered() {
    let mut registry = Registry::default();
    registry.register(PROVIDER, |model| {
        Ok(Arc::new(ChatGemini::builder(model).api_key("key").build()?))
    });
    registry.register(VERTEX_PROVIDER, |model| {
        Ok(Arc::new(
            ChatVertexAi::builder(model).api_key("token").build()?,
        ))
    });
    for name in [PROVIDER, VERTEX_PROVIDER] {
        let model = registry.init_chat_model(&format!("{name}:gemini-2.5-flash"));
        let profile = model.unwrap().profile();
        assert_eq!(profile.provider.as_deref(), Some(name));
        assert_eq!(profile.model.as_deref(), Some("gemini-2.5-flash"));
    }
}

#[test]
fn without_a_key_there_is_no_model() {
    let error = ChatGemini::builder("gemini-2.5-flash").build().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Authentication);
    assert!(
        error.message().contains("GEMINI_API_KEY or GOOGLE_API_KEY"),
        "{error}"
    );
    let error = ChatVertexAi::builder("gemini-2.5-flash")
        .build()
        .unwrap_err();
    assert_eq!(error.provider(), Some("vertexai"));
}

// Built from the reference of `models.list`.
#[tokio::test]
async fn models_are_listed_page_by_page_under_the_names_that_requests_ask_for() {
    let server = Server::start().await.unwrap();
    server.reply(Reply::json(
        200,
        r#"{"models":[{"name":"models/gemini-2.5-flash","inputTokenLimit":1048576}],"nextPageToken":"a/b=="}"#,
    ));
    server.reply(Reply::json(
        200,
        r#"{"models":[{"name":"tunedModels/mine"}]}"#,
    ));
    let model = ChatGemini::builder("any")
        .base_url(server.url())
        .build()
        .unwrap();
    let cards = model.list_models().await.unwrap();
    let ids: Vec<_> = cards.iter().map(|card| card.id.as_str()).collect();
    assert_eq!(ids, ["gemini-2.5-flash", "tunedModels/mine"]);
    assert_eq!(cards[0].extra["inputTokenLimit"], 1_048_576);
    let queries = server.requests();
    let queries: Vec<_> = queries.iter().map(|request| request.query()).collect();
    assert_eq!(
        queries,
        [
            Some("pageSize=1000"),
            Some("pageSize=1000&pageToken=a%2Fb%3D%3D")
        ]
    );
}
