//! What every dialect sends: where to, with which key, and in which form.

use serde_json::{Value, json};
use surprisal_core::{CallOptions, Message, Messages, Runnable as _};
use surprisal_openai_compat::{ChatCompletions, Dialect, Generic, Vllm, Xai};
use surprisal_testing::server::{Reply, Request, Server};

use crate::every::every;
use crate::support::{answer, builder};

fn reply() -> Reply {
    Reply::json(200, answer("Hi", Value::Null).to_string())
}

fn turns() -> Messages {
    Messages::from_iter([Message::developer("Be brief."), Message::human("hi")])
}

#[tokio::test]
async fn every_dialect_sends_the_same_to_the_same_place_with_its_own_names() {
    for one in every() {
        let server = Server::start().await.unwrap();
        server.reply(reply());
        let model = one.model(server.url(), None);
        let options = CallOptions::new()
            .max_tokens(16)
            .temperature(0.0)
            .top_p(0.5);
        model.invoke_opts(turns(), options).await.unwrap();
        let request = &server.requests()[0];
        assert_eq!(request.method(), "POST");
        assert_eq!(request.path(), "/v1/chat/completions");
        assert_eq!(request.header("authorization"), Some("Bearer secret"));
        let expected = json!({
            "model": "m",
            "messages": [
                {"role": "system", "content": "Be brief."},
                {"role": "user", "content": "hi"},
            ],
            "temperature": 0.0,
            "top_p": 0.5,
            one.max_tokens: 16,
        });
        assert_eq!(
            request.json().unwrap(),
            expected,
            "{}",
            one.service.provider
        );
    }
}

#[tokio::test]
async fn the_usage_of_a_stream_is_asked_for_where_it_does_not_come_unasked() {
    for one in every() {
        let server = Server::start().await.unwrap();
        server.reply(reply());
        let model = one.model(server.url(), None);
        let stream = model.stream_opts(turns(), CallOptions::new()).await;
        drop(stream.unwrap());
        let request = server.requests()[0].json().unwrap();
        assert_eq!(request["stream"], true);
        let asked = one.stream_options.then(|| json!({"include_usage": true}));
        assert_eq!(
            request.get("stream_options"),
            asked.as_ref(),
            "{}",
            one.service.provider
        );
    }
}

#[test]
fn where_a_service_is_and_whether_it_needs_a_key_is_known_before_a_request() {
    for one in every() {
        let provider = one.service.provider;
        assert!(one.service.base_url.starts_with("http"), "{provider}");
        let is_local = one.service.base_url.starts_with("http://localhost:");
        assert_eq!(one.service.key_is_optional, is_local, "{provider}");
        assert_ne!(one.service.key_variable, one.service.base_url_variable);
    }
    fn is_built<D: Dialect>() -> bool {
        ChatCompletions::<D>::builder("m").build().is_ok()
    }
    assert!(is_built::<Vllm>() && is_built::<Generic>());
    assert!(!is_built::<Xai>());
}

#[tokio::test]
async fn without_a_key_no_header_says_one() {
    let request = sent::<Vllm>(CallOptions::new()).await;
    assert_eq!(request.header("authorization"), None);
}

/// The request of a call with these options.
pub(crate) async fn sent<D: Dialect>(options: CallOptions) -> Request {
    let server = Server::start().await.unwrap();
    server.reply(reply().forever());
    let model = builder::<D>(server.url()).build().unwrap();
    // What comes back does not matter.
    let _ = model.invoke_opts("hi".into(), options).await;
    server.requests().swap_remove(0)
}
