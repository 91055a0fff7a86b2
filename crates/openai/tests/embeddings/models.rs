//! The list of models.

use serde_json::json;
use surprisal_core::{ErrorKind, ListModels};
use surprisal_openai::ChatOpenAi;
use surprisal_openai_compat::{ChatCompletions, Generic, TextEmbeddings};
use surprisal_testing::server::{Reply, Server};

use crate::support::{builder, client, server};

/// Everything that lists the models of this server.
fn services(server: &Server) -> [Box<dyn ListModels>; 4] {
    let url = format!("{}/v1", server.url());
    let chat = ChatOpenAi::builder("m").base_url(&*url).api_key("sk-1");
    let generic = ChatCompletions::<Generic>::builder("m").base_url(&*url);
    let vectors = TextEmbeddings::<Generic>::builder("m").base_url(&*url);
    [
        Box::new(chat.client(client()).build().unwrap()),
        Box::new(builder(server).api_key("sk-1").build().unwrap()),
        Box::new(generic.api_key("sk-1").client(client()).build().unwrap()),
        Box::new(vectors.api_key("sk-1").client(client()).build().unwrap()),
    ]
}

#[tokio::test]
async fn every_model_lists_those_of_its_service() {
    let server = server(&[]).await;
    let list = json!({"object": "list", "data": [
        {"id": "gpt-4o-mini", "object": "model", "created": 1, "owned_by": "openai"},
        {"id": "b"},
    ]});
    // As Together sends it.
    let bare = list["data"].clone();
    for service in services(&server) {
        for body in [&list, &bare] {
            server.reply(Reply::json(200, body.to_string()));
            let models = service.list_models().await.unwrap();
            assert_eq!(json!(models), list["data"]);
        }
    }
    for request in server.requests() {
        assert_eq!((request.method(), request.path()), ("GET", "/v1/models"));
        assert_eq!(request.header("authorization"), Some("Bearer sk-1"));
        assert!(request.body().is_empty());
    }
}

#[tokio::test]
async fn a_list_that_cannot_be_had_says_why() {
    let server = server(&[]).await;
    for service in services(&server) {
        server.reply(Reply::json(
            401,
            r#"{"error":{"message":"no sk-1","code":"invalid_api_key"}}"#,
        ));
        let error = service.list_models().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Authentication);
        assert_eq!((error.message(), error.status()), ("no ***", Some(401)));

        server.reply(Reply::json(200, "{}").header("x-request-id", "req_1"));
        let error = service.list_models().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::BadResponse);
        assert_eq!(error.message(), "the answer is no list of models");
        assert_eq!(error.body(), Some("{}"));
        assert_eq!(error.request_id(), Some("req_1"));
        assert!(error.provider().is_some());
    }
}
