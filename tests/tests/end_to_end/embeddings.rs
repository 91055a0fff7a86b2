//! Embeddings of a real model.

use surprisal::openai::OpenAiEmbeddings;
use surprisal::{EmbeddingModel, EmbeddingModelExt, EmbeddingOptions, ErrorKind};
use surprisal_tests::llama::{ALIAS, Llama};

/// How near two vectors are to each other: the cosine, for the server gives them the length 1.
fn nearness(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

// One server for all of it: it takes memory and a second to start.
#[tokio::test]
async fn a_real_server_gives_embeddings() {
    let Some(server) = Llama::embedding().unwrap() else {
        return;
    };
    let url = format!("{}/v1", server.url());
    let builder = || OpenAiEmbeddings::builder(ALIAS).base_url(&*url);
    let model = builder().build().unwrap();
    let texts = [
        "The cat sleeps on the sofa.",
        "A kitten is sleeping on the couch.",
        "Interest rates rose again in March.",
        "The cat sleeps on the sofa.",
    ];
    let embeddings = model.embed(texts).await.unwrap();
    assert_eq!(embeddings.len(), texts.len());
    assert_eq!(embeddings.dimensions(), Some(576));
    let metadata = embeddings.response_metadata();
    assert_eq!(metadata.model.as_deref(), Some(ALIAS));
    assert!(embeddings.usage().input_tokens.unwrap() > 20);

    let vectors = embeddings.vectors();
    assert!((nearness(&vectors[0], &vectors[0]) - 1.0).abs() < 1e-5);
    let alike = nearness(&vectors[0], &vectors[1]);
    let unlike = nearness(&vectors[0], &vectors[2]);
    assert!(alike > unlike, "{alike} and {unlike}");
    assert_eq!(vectors[0], vectors[3]);

    let single = builder().batch_size(1).build().unwrap();
    let single = single.embed(texts).await.unwrap();
    assert_eq!(single.vectors(), vectors);
    assert_eq!(single.usage(), embeddings.usage());

    let floats = builder().base64(false).build().unwrap();
    let floats = floats.embed(texts).await.unwrap();
    for (base64, floats) in vectors.iter().zip(floats.vectors()) {
        let bits = |vector: &[f32]| vector.iter().map(|one| one.to_bits()).collect::<Vec<_>>();
        assert_eq!(bits(base64), bits(floats));
    }

    // It does not know how to shorten a vector, and says nothing of it.
    let shorter = EmbeddingOptions::new().dimensions(64);
    let error = model.embed_opts(vec!["a".to_owned()], shorter).await;
    let error = error.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported);
    assert!(
        error
            .message()
            .starts_with("64 dimensions were asked for and 576 came")
    );
}
