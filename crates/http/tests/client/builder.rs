//! How a model is built of a provider.

use surprisal_core::{CallOptions, Error, ErrorKind, RunnableExt as _, Secret};
use surprisal_http::{EndpointBuilder, HttpChatModel, HttpChatModelBuilder};

use crate::acme::{Acme, Service};
use crate::elsewhere::Elsewhere;

type ChatAcme = HttpChatModel<Acme<false>>;

fn builder() -> HttpChatModelBuilder<Acme<false>> {
    ChatAcme::builder("m")
}

fn hi() -> Service {
    Service::new(|_| (200, "hi".to_owned()))
}

#[test]
fn a_missing_key_says_where_one_may_be_given() {
    let error = builder().build().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Authentication);
    assert_eq!(error.provider(), Some("acme"));
    assert_eq!(
        error.message(),
        "there is no API key: set the environment variable SURPRISAL_NOBODY_SETS_THIS or CARGO_PKG_NAME, or pass the \
         key by builder(model).api_key(key), or tokens that do not last by token_provider(provider); for a server \
         without keys set CARGO_PKG_REPOSITORY or call base_url(url)"
    );
}

#[test]
fn no_key_is_needed_for_another_server_or_where_tokens_come_from_or_by_a_service_without() {
    let other = builder().base_url("http://localhost:1/v2").build().unwrap();
    assert_eq!(other.base_url().to_string(), "http://localhost:1/v2");
    let with_tokens = builder().token_provider(async || Ok(Secret::from("t")));
    assert!(with_tokens.build().is_ok());
    let open = HttpChatModel::<Acme<true>>::builder("m").build().unwrap();
    assert_eq!(open.base_url().to_string(), "https://api.acme.example/v1");
}

#[tokio::test]
async fn the_environment_gives_the_first_key_that_is_set_and_the_base_url() {
    let service = hi();
    let model = builder()
        .from_env()
        .client(service.client())
        .build()
        .unwrap();
    assert_eq!(
        model.base_url().to_string(),
        std::env::var("CARGO_PKG_REPOSITORY").unwrap()
    );
    model.invoke("?").await.unwrap();
    assert_eq!(service.headers()["x-acme-key"], "surprisal-http");
    assert!(ChatAcme::from_env("m").is_ok());

    let told = builder().from_env().base_url("http://localhost:1");
    assert_eq!(
        told.build().unwrap().base_url().to_string(),
        "http://localhost:1/"
    );
}

#[tokio::test]
async fn key_and_headers_go_with_every_request_and_ones_own_headers_win() {
    let service = hi();
    let model = builder()
        .api_key(" sk-1\n")
        .header("Acme-Version", "3")
        .header("x-team", "a")
        .client(service.client());
    model.build().unwrap().invoke("?").await.unwrap();
    let headers = service.headers();
    assert_eq!(headers["x-acme-key"], "sk-1");
    assert!(headers["x-acme-key"].is_sensitive() && headers["x-team"].is_sensitive());
    let versions: Vec<_> = headers.get_all("acme-version").iter().collect();
    assert_eq!(versions, ["3"]);
}

#[tokio::test]
async fn a_token_takes_the_place_of_the_key() {
    let service = hi();
    let model = builder()
        .api_key("sk-1")
        .token_provider(async || Ok(Secret::from("t")))
        .client(service.client());
    model.build().unwrap().invoke("?").await.unwrap();
    let headers = service.headers();
    assert_eq!(headers["authorization"], "Bearer t");
    assert_eq!(headers.get("x-acme-key"), None);
}

#[tokio::test]
async fn of_key_token_and_provider_the_last_counts_alone() {
    let provided = async || Ok(Secret::from("t2"));
    for (model, key, token) in [
        (
            builder().bearer_token(" t1\n").api_key("k"),
            Some("k"),
            None,
        ),
        (
            builder().api_key("k").bearer_token(" t1\n"),
            None,
            Some("Bearer t1"),
        ),
        (
            builder().bearer_token("t1").token_provider(provided),
            None,
            Some("Bearer t2"),
        ),
        (
            builder().token_provider(provided).api_key("k"),
            Some("k"),
            None,
        ),
    ] {
        let service = hi();
        let model = model.client(service.client()).build().unwrap();
        model.invoke("?").await.unwrap();
        let headers = service.headers();
        let header = |name| headers.get(name).map(|value| value.to_str().unwrap());
        assert_eq!(
            (header("x-acme-key"), header("authorization")),
            (key, token)
        );
    }
}

type ChatElsewhere = HttpChatModel<Elsewhere>;

#[test]
fn a_provider_that_is_elsewhere_for_everyone_must_be_told_where_and_needs_a_key_there() {
    let error = ChatElsewhere::builder("m").build().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    assert_eq!(
        error.message(),
        "there is no base URL: set the environment variable SURPRISAL_NOBODY_SETS_THIS, or pass it by \
         builder(model).base_url(url)"
    );
    let told = || ChatElsewhere::builder("m").base_url("https://me.example");
    let error = told().build().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Authentication);
    assert_eq!(
        error.message(),
        "there is no API key: set the environment variable ELSEWHERE_KEY or CARGO_PKG_NAME, or pass the key by \
         builder(model).api_key(key), or tokens that do not last by token_provider(provider)"
    );
    assert!(told().api_key("k").build().is_ok());
}

#[tokio::test]
async fn a_provider_says_where_it_is_for_what_it_was_told_and_what_else_its_variables_hold() {
    let service = hi();
    let builder = ChatElsewhere::builder("m").from_env();
    let model = builder
        .base_url("https://me.example")
        .client(service.client());
    let model = model.build().unwrap();
    assert_eq!(model.base_url().to_string(), "https://me.example/api/m");
    assert_eq!(model.protocol().located, 1);
    model.invoke("?").await.unwrap();
    let headers = service.headers();
    // Cargo sets these for a test.
    assert_eq!(headers["authorization"], "Bearer surprisal-http");
    assert_eq!(headers["x-version"], env!("CARGO_PKG_VERSION"));
    assert!(headers["x-version"].is_sensitive());
}

#[test]
fn what_cannot_be_sent_is_named_and_not_shown() {
    let keyed = || builder().api_key("sk-1");
    for (builder, message) in [
        (
            ChatAcme::builder(" ").api_key("sk-1"),
            "the model has no name",
        ),
        (
            builder().api_key("sk-1\nword"),
            "the API key has a character that a header cannot have, such as a line break",
        ),
        (
            keyed().header("x team", "word"),
            "\"x team\" cannot be the name of a header",
        ),
        (
            keyed().header("x-team", "word\n"),
            "the value of the header \"x-team\" has a character that a header cannot have, such as a line break",
        ),
        (
            keyed().base_url("api.acme.example?word"),
            "the base URL `api.acme.example` is not an absolute http or https URL such as https://api.openai.com/v1",
        ),
    ] {
        let error: Error = builder.build().unwrap_err();
        assert_eq!(
            (error.kind(), error.message()),
            (ErrorKind::InvalidInput, message)
        );
        assert_eq!(error.provider(), Some("acme"));
        assert!(!format!("{error:?}").contains("word"), "{error:?}");
    }
}

#[test]
fn no_builder_shows_a_secret() {
    let endpoint = EndpointBuilder::new()
        .api_key("sk-word")
        .base_url("https://me:word@h/v1?key=word")
        .header("x-team", "word")
        .token_provider(async || Ok(Secret::from("word")));
    let shown = format!("{endpoint:?}");
    assert!(
        shown.contains("x-team") && !shown.contains("word"),
        "{shown}"
    );

    let options = CallOptions::new().header("x-more", "word");
    let model = builder()
        .api_key("sk-word")
        .header("x-team", "word")
        .options(options);
    let shown = format!("{model:?}");
    assert!(
        shown.contains("x-more") && !shown.contains("word"),
        "{shown}"
    );
    let built = model.base_url("https://h/v1?key=word").build().unwrap();
    assert!(!format!("{built:?}").contains("word"), "{built:?}");
}

#[test]
fn later_options_win_one_by_one_and_the_protocol_can_be_changed() {
    let model = builder()
        .api_key("sk-1")
        .options(CallOptions::new().temperature(0.1).seed(1))
        .options(CallOptions::new().temperature(0.2))
        .protocol(|acme| acme.model = "other".to_owned())
        .build()
        .unwrap();
    assert_eq!(
        model.options(),
        &CallOptions::new().temperature(0.2).seed(1)
    );
    assert_eq!(model.model(), "other");
}
