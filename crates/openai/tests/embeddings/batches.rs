//! Calls that take more than one request.

use serde_json::{Value, json};
use surprisal_core::{EmbeddingModelExt, ErrorKind, Usage};
use surprisal_testing::server::Reply;

use crate::support::{answer, builder, sent, server};

#[tokio::test]
async fn many_texts_are_sent_in_several_requests_and_come_in_order() {
    let two = |a: f32, b: f32| answer(&[(1, json!([b])), (0, json!([a]))]);
    let server = server(&[two(1.0, 2.0), two(3.0, 4.0), answer(&[(0, json!([5.0]))])]).await;
    let model = builder(&server).batch_size(2).build().unwrap();
    let embeddings = model.embed(["a", "b", "c", "d", "e"]).await.unwrap();
    assert_eq!(embeddings.vectors(), [[1.0], [2.0], [3.0], [4.0], [5.0]]);
    let inputs: Vec<Value> = sent(&server)
        .iter()
        .map(|one| one["input"].clone())
        .collect();
    assert_eq!(inputs, [json!(["a", "b"]), json!(["c", "d"]), json!(["e"])]);
    assert_eq!(embeddings.usage().input_tokens, Some(12));
    assert_eq!(embeddings.usage().total_tokens, Some(12));
}

#[tokio::test]
async fn a_request_has_at_most_2048_texts_unless_set() {
    let full: Vec<(usize, Value)> = (0..2048).map(|index| (index, json!([1.0]))).collect();
    let server = server(&[answer(&full), answer(&[(0, json!([2.0]))])]).await;
    let model = builder(&server).build().unwrap();
    let embeddings = model.embed(vec!["a"; 2049]).await.unwrap();
    assert_eq!(embeddings.len(), 2049);
    assert_eq!(embeddings.vectors()[2048], [2.0]);
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn of_several_answers_the_first_names_itself_and_the_last_tells_the_limits() {
    let server = server(&[]).await;
    for (id, left) in [("req_1", "9"), ("req_2", "8")] {
        let body = answer(&[(0, json!([1.0]))]).to_string();
        let reply = Reply::json(200, body).header("x-request-id", id);
        server.reply(reply.header("x-ratelimit-remaining-requests", left));
    }
    let model = builder(&server).batch_size(1).build().unwrap();
    let embeddings = model.embed(["a", "b"]).await.unwrap();
    let metadata = embeddings.response_metadata();
    assert_eq!(metadata.request_id.as_deref(), Some("req_1"));
    let limits = metadata.rate_limits.as_ref().unwrap();
    assert_eq!(limits.remaining_requests, Some(8));
}

#[tokio::test]
async fn a_usage_that_one_answer_leaves_out_is_not_known() {
    let mut silent = answer(&[(0, json!([1.0]))]);
    silent["usage"] = Value::Null;
    let server = server(&[answer(&[(0, json!([1.0]))]), silent]).await;
    let model = builder(&server).batch_size(1).build().unwrap();
    let embeddings = model.embed(["a", "b"]).await.unwrap();
    assert_eq!(*embeddings.usage(), Usage::default());
}

#[tokio::test]
async fn the_first_request_that_fails_fails_the_call() {
    let server = server(&[answer(&[(0, json!([1.0]))])]).await;
    server.reply(Reply::json(429, r#"{"error":{"message":"slow down"}}"#));
    let model = builder(&server).batch_size(1).build().unwrap();
    let error = model.embed(["a", "b", "c"]).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::RateLimited);
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn vectors_of_several_answers_have_one_length() {
    let answers = [
        answer(&[(0, json!([1.0]))]),
        answer(&[(0, json!([1.0, 2.0]))]),
    ];
    let server = server(&answers).await;
    let model = builder(&server).batch_size(1).build().unwrap();
    let error = model.embed(["a", "b"]).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::BadResponse);
    assert_eq!(error.provider(), Some("openai"));
    assert_eq!(
        error.message(),
        "the vectors have different lengths, such as 1 and 2"
    );
}
