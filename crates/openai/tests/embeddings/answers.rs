//! What comes out of an answer.

use serde_json::json;
use surprisal_core::{EmbeddingModelExt, Usage};
use surprisal_openai_compat::{Generic, TextEmbeddings};
use surprisal_testing::server::Reply;

use crate::support::{answer, builder, server};

#[tokio::test]
async fn vectors_come_in_the_order_of_their_texts() {
    let shuffled = [(2, json!([3.0])), (0, json!([1.0])), (1, json!([2.0]))];
    let server = server(&[answer(&shuffled)]).await;
    let model = builder(&server).build().unwrap();
    let embeddings = model.embed(["a", "b", "c"]).await.unwrap();
    assert_eq!(embeddings.vectors(), [[1.0], [2.0], [3.0]]);
    assert_eq!(embeddings.len(), 3);
    assert_eq!(embeddings.dimensions(), Some(1));
}

#[tokio::test]
async fn base64_and_floats_give_the_same_numbers_to_the_bit() {
    // In single precision, as Python's `struct` packs them.
    let base64 = [(0, json!("zczMPZqZmb4=")), (1, json!("AACAPo8oTjE="))];
    let floats = [(0, json!([0.1, -0.3])), (1, json!([0.25, 3e-9]))];
    let server = server(&[answer(&base64), answer(&floats)]).await;
    let model = builder(&server).build().unwrap();
    let expected: [[f32; 2]; 2] = [[0.1, -0.3], [0.25, 3e-9]];
    for _ in 0..2 {
        let embeddings = model.embed(["a", "b"]).await.unwrap();
        for (vector, expected) in embeddings.into_iter().zip(expected) {
            let bits: Vec<u32> = vector.into_iter().map(f32::to_bits).collect();
            assert_eq!(bits, expected.map(f32::to_bits));
        }
    }
}

#[tokio::test]
async fn what_the_answer_says_of_itself_is_kept() {
    let server = server(&[]).await;
    let body = answer(&[(0, json!([1.0]))]).to_string();
    server.reply(
        Reply::json(200, body)
            .header("x-request-id", "req_1")
            .header("x-ratelimit-remaining-requests", "9"),
    );
    let embeddings = builder(&server).build().unwrap().embed(["a"]).await;
    let embeddings = embeddings.unwrap();
    let metadata = embeddings.response_metadata();
    assert_eq!(metadata.provider.as_deref(), Some("openai"));
    assert_eq!(metadata.model.as_deref(), Some("text-embedding-3-small"));
    assert_eq!(metadata.request_id.as_deref(), Some("req_1"));
    let limits = metadata.rate_limits.as_ref().unwrap();
    assert_eq!(limits.remaining_requests, Some(9));
    let mut usage = Usage::default();
    usage.input_tokens = Some(4);
    usage.total_tokens = Some(4);
    assert_eq!(*embeddings.usage(), usage);
}

#[tokio::test]
async fn what_a_server_leaves_out_is_not_known() {
    let bare =
        json!({"data": [{"index": 0, "embedding": [1]}], "id": 7, "model": null, "usage": null});
    let server = server(&[bare]).await;
    let model = TextEmbeddings::<Generic>::builder("m").base_url(server.url());
    let embeddings = model.build().unwrap().embed(["a"]).await.unwrap();
    assert_eq!(embeddings.vectors(), [[1.0]]);
    assert!(embeddings.usage().is_empty());
    let metadata = embeddings.response_metadata();
    assert_eq!(metadata.provider.as_deref(), Some("openai-compatible"));
    assert_eq!((&metadata.model, &metadata.id), (&None, &None));
}

#[tokio::test]
async fn a_vector_without_an_index_is_that_of_its_place() {
    // Gemini leaves an index of 0 out.
    let first = json!({"data": [{"object": "embedding", "embedding": [1]},
        {"object": "embedding", "index": 1, "embedding": [2]}]});
    let none = json!({"data": [{"embedding": [1]}, {"index": null, "embedding": [2]}]});
    let server = server(&[first, none]).await;
    let model = builder(&server).build().unwrap();
    for _ in 0..2 {
        let embeddings = model.embed(["a", "b"]).await.unwrap();
        assert_eq!(embeddings.vectors(), [[1.0], [2.0]]);
    }
}

#[tokio::test]
async fn one_text_gives_its_vector() {
    let server = server(&[answer(&[(0, json!("AACAPwAAAL8="))])]).await;
    let vector = builder(&server).build().unwrap().embed_one("a").await;
    assert_eq!(vector.unwrap(), [1.0, -0.5]);
}

#[tokio::test]
async fn embeddings_are_written_as_json_and_read_again() {
    let server = server(&[answer(&[(0, json!([0.1, 3e-9]))])]).await;
    let embeddings = builder(&server).build().unwrap().embed(["a"]).await;
    let embeddings = embeddings.unwrap();
    let json = serde_json::to_string(&embeddings).unwrap();
    let read: surprisal_core::Embeddings = serde_json::from_str(&json).unwrap();
    assert_eq!(read, embeddings);
}
