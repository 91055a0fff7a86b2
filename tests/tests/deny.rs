//! A test to which the network is denied fails where a model asks a real provider, however the model was made.

use surprisal::openai::ChatOpenAi;
use surprisal::{ErrorKind, RunnableExt, init_chat_model};
use surprisal_testing::deny_network;
use surprisal_testing::server::{Reply, Server};

#[tokio::test]
async fn a_model_by_name_is_refused_whole_and_streamed() {
    let deny = deny_network();
    // A server that needs no key; nothing listens at its address.
    let llm = init_chat_model("vllm:any").unwrap();
    let error = llm.invoke("hi").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::PermissionDenied);
    assert!(llm.stream("hi").await.is_err());
    let refused = deny.refused();
    assert_eq!(refused.len(), 2);
    assert!(refused[0].ends_with("/v1/chat/completions"), "{refused:?}");
}

#[tokio::test]
async fn the_loopback_server_is_let_through_where_that_is_asked_for() {
    let server = Server::start().await.unwrap();
    server.reply(Reply::json(
        200,
        r#"{"choices":[{"message":{"content":"hello"},"finish_reason":"stop"}]}"#,
    ));
    let _deny = deny_network().except_loopback();
    let llm = ChatOpenAi::builder("any").base_url(server.url());
    let answer = llm.build().unwrap().invoke("hi").await.unwrap();
    assert_eq!(answer.text(), "hello");
}
