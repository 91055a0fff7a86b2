//! What Azure refuses, in the forms of its documentation.

use serde_json::{Value, json};
use surprisal_core::{Error, ErrorKind, RunnableExt as _};
use surprisal_testing::server::{Reply, Server};

use crate::support::builder;

async fn refused(status: u16, body: &Value) -> Error {
    let server = Server::start().await.unwrap();
    server.reply(Reply::json(status, body.to_string()).forever());
    let model = builder(&server).build().unwrap();
    let whole = model.invoke("hi").await.unwrap_err();
    let streamed = model.stream("hi").await.map(drop).unwrap_err();
    assert_eq!(streamed.to_string(), whole.to_string());
    assert_eq!(whole.provider(), Some("azure"));
    whole
}

#[tokio::test]
async fn a_prompt_that_a_filter_stops_is_content_filtered_and_says_by_which() {
    let message = "The response was filtered due to the prompt triggering Azure OpenAI's content management policy.";
    let body = json!({"error": {
        "message": message,
        "type": null,
        "param": "prompt",
        "code": "content_filter",
        "status": 400,
        "innererror": {
            "code": "ResponsibleAIPolicyViolation",
            "content_filter_result": {"jailbreak": {"filtered": true, "detected": true}},
        },
    }});
    let error = refused(400, &body).await;
    assert_eq!(error.kind(), ErrorKind::ContentFiltered);
    assert_eq!(
        (error.message(), error.code(), error.status()),
        (message, Some("content_filter"), Some(400))
    );
    assert!(!error.is_retryable());
    let kept: Value = serde_json::from_str(error.body().unwrap()).unwrap();
    let inner = &kept["error"]["innererror"];
    assert_eq!(
        inner["content_filter_result"]["jailbreak"]["detected"],
        true
    );
}

#[tokio::test]
async fn a_deployment_that_is_not_there_is_not_found() {
    let message = "The API deployment for this resource does not exist.";
    let body = json!({"error": {"code": "DeploymentNotFound", "message": message}});
    let error = refused(404, &body).await;
    assert_eq!(error.kind(), ErrorKind::NotFound);
    assert_eq!(
        (error.message(), error.code()),
        (message, Some("DeploymentNotFound"))
    );
}

#[tokio::test]
async fn a_gateway_that_writes_its_errors_flat_is_read() {
    let message = "Access denied due to invalid subscription key.";
    let body = json!({"statusCode": 401, "message": message});
    let error = refused(401, &body).await;
    assert_eq!(error.kind(), ErrorKind::Authentication);
    assert_eq!(error.message(), message);
}
