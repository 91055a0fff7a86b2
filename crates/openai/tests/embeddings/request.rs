//! What is sent.

use serde_json::json;
use surprisal_core::{EmbeddingModel, EmbeddingModelExt, EmbeddingOptions, ErrorKind};
use surprisal_openai::OpenAiEmbeddings;

use crate::support::{answer, builder, sent, server};

#[tokio::test]
async fn texts_are_sent_as_an_array_and_base64_is_asked_for() {
    let server = server(&[answer(&[(0, json!([1.0]))])]).await;
    let model = builder(&server)
        .api_key("sk-1")
        .header("openai-organization", "org-1")
        .header("openai-project", "proj-1");
    model.build().unwrap().embed(["a"]).await.unwrap();
    let body =
        json!({"model": "text-embedding-3-small", "input": ["a"], "encoding_format": "base64"});
    assert_eq!(sent(&server), [body]);
    let request = &server.requests()[0];
    assert_eq!(
        (request.method(), request.path()),
        ("POST", "/v1/embeddings")
    );
    for (header, value) in [
        ("authorization", "Bearer sk-1"),
        ("openai-organization", "org-1"),
        ("openai-project", "proj-1"),
        ("content-type", "application/json"),
    ] {
        assert_eq!(request.header(header), Some(value), "{header}");
    }
}

#[tokio::test]
async fn options_of_the_call_win_over_those_of_the_builder() {
    let vector = json!([1.0, 2.0]);
    let answers = [answer(&[(0, vector.clone())]), answer(&[(0, vector)])];
    let server = server(&answers).await;
    let built = EmbeddingOptions::new().extra("user", "bob").extra("x", 1);
    let model = builder(&server).options(built).dimensions(2).base64(false);
    let model = model.build().unwrap();
    model.embed(["a"]).await.unwrap();
    let call = EmbeddingOptions::new().dimensions(2).extra("x", 2);
    model.embed_opts(vec!["a".to_owned()], call).await.unwrap();
    let body = |x: u8| {
        json!({
            "model": "text-embedding-3-small", "input": ["a"], "dimensions": 2, "user": "bob", "x": x,
        })
    };
    assert_eq!(sent(&server), [body(1), body(2)]);
}

#[tokio::test]
async fn no_text_costs_no_request() {
    let server = server(&[]).await;
    let model = builder(&server).build().unwrap();
    let embeddings = model.embed([""; 0]).await.unwrap();
    assert!(embeddings.is_empty());
    assert_eq!(embeddings.dimensions(), None);
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn what_is_wrong_with_the_input_costs_no_request() {
    let server = server(&[]).await;
    let model = builder(&server).build().unwrap();
    let empty = model.embed(["a", "", "c"]).await.unwrap_err();
    assert_eq!(
        empty.message(),
        "the text at index 1 of 3 is empty, and has no embedding: leave it out"
    );
    let options = EmbeddingOptions::new().dimensions(0);
    let zero = model.embed_opts(vec!["a".to_owned()], options).await;
    let zero = zero.unwrap_err();
    assert_eq!(zero.message(), "dimensions is 0: a vector has at least one");
    for error in [empty, zero] {
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
        assert_eq!(error.provider(), Some("openai"));
    }
    assert!(server.requests().is_empty());
}

#[test]
fn what_cannot_be_built_says_why() {
    let builder = || OpenAiEmbeddings::builder("m").api_key("sk-1");
    let cases = [
        (
            OpenAiEmbeddings::builder(" ").build(),
            "the model has no name",
        ),
        (
            builder().batch_size(0).build(),
            "batch_size is 0: a request has at least one text",
        ),
        (
            builder().header("a b", "c").build(),
            "\"a b\" cannot be the name of a header",
        ),
    ];
    for (built, message) in cases {
        let error = built.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
        assert_eq!(error.message(), message);
    }
    let error = OpenAiEmbeddings::builder("m").build().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Authentication);
    assert!(error.message().contains("OPENAI_API_KEY"), "{error}");
}
