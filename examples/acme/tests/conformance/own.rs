//! What the suite does not know of: Acme's own options, its registry entry, its key, and the size of it all.

use std::path::Path;
use std::sync::Arc;
use std::{env, fs};

use serde_json::Value;
use surprisal_acme::{AcmeOptions, ChatAcme};
use surprisal_core::{CallOptions, ErrorKind, Registry, RetryPolicy, RunnableExt as _};
use surprisal_testing::server::{Reply, Server};

#[tokio::test]
async fn its_own_options_arrive_through_what_wraps_a_model_and_from_call_options() {
    let server = Server::start().await.unwrap();
    let reply = Reply::json(200, r#"{"text":"hi","end":"stop"}"#);
    server.reply(reply.forever());
    let model = ChatAcme::builder("acme-large")
        .api_key("key")
        .base_url(server.url());
    let model = model.build().unwrap();
    let lane = || AcmeOptions::new().lane("cheap");
    let bound = model.clone().with_retry(RetryPolicy::none()).bind(lane());
    bound.invoke("hi").await.unwrap();
    model
        .bind(CallOptions::from(lane()))
        .invoke("hi")
        .await
        .unwrap();
    for request in server.requests() {
        let body: Value = request.json().unwrap();
        assert_eq!(body["lane"], "cheap");
    }
    assert_eq!(server.requests().len(), 2);
}

#[test]
fn it_is_known_by_its_name_where_it_is_registered() {
    let mut registry = Registry::default();
    registry.register(surprisal_acme::PROVIDER, |model| {
        Ok(Arc::new(ChatAcme::builder(model).api_key("key").build()?))
    });
    let profile = registry
        .init_chat_model("acme:acme-large")
        .unwrap()
        .profile();
    assert_eq!(profile.provider.as_deref(), Some("acme"));
    assert_eq!(profile.model.as_deref(), Some("acme-large"));
}

#[test]
fn without_a_key_there_is_no_model() {
    let error = ChatAcme::builder("acme-large").build().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Authentication);
    assert_eq!(error.provider(), Some("acme"));
}

#[test]
fn a_whole_provider_is_short() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let files = fs::read_dir(folder).unwrap();
    let texts = files.map(|file| fs::read_to_string(file.unwrap().path()).unwrap());
    let is_code = |line: &&str| !line.trim().is_empty() && !line.trim().starts_with("//");
    let lines: usize = texts.map(|text| text.lines().filter(is_code).count()).sum();
    assert!((200..LIMIT).contains(&lines), "{lines} lines of code");
}

const LIMIT: usize = 300;
