//! The fake embedding model keeps the contract of embedding models.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "clippy excepts test functions, not their helpers"
)]

use futures::executor::block_on;
use surprisal_core::{
    EmbeddingModel as _, EmbeddingModelExt as _, EmbeddingOptions, Error, ErrorKind,
};
use surprisal_testing::FakeEmbeddingModel;

fn dimensions(count: u32) -> EmbeddingOptions {
    EmbeddingOptions::new().dimensions(count)
}

fn cosine(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[test]
fn vectors_are_the_same_again_and_of_length_1() {
    let texts = ["a cat", "a dog", "", "…", "a cat"];
    let vectors = block_on(FakeEmbeddingModel::new().embed(texts)).unwrap();
    let again = block_on(FakeEmbeddingModel::new().embed(texts)).unwrap();
    assert_eq!(vectors, again);
    assert_eq!((vectors.len(), vectors.dimensions()), (5, Some(64)));
    for vector in &vectors {
        assert_eq!(vector.len(), 64);
        assert!((cosine(vector, vector) - 1.0).abs() < 1e-5);
    }
    let vectors = vectors.into_vectors();
    assert_eq!(vectors[0], vectors[4]);
    assert_ne!(vectors[0], vectors[1]);
    assert_ne!(vectors[2], vectors[3]);
}

#[test]
fn texts_are_as_near_as_they_have_words_in_common() {
    let texts = [
        "The cat sat on the mat.",
        "the CAT sat on the mat",
        "the cat ate",
        "rain falls",
    ];
    let vectors = block_on(FakeEmbeddingModel::new().embed(texts)).unwrap();
    let near = |at: usize| cosine(&vectors.vectors()[0], &vectors.vectors()[at]);
    assert!((near(1) - 1.0).abs() < 1e-5);
    assert!(near(2) > 0.3 && near(2) < 0.99, "{}", near(2));
    assert!(near(3).abs() < 0.4 && near(3) < near(2), "{}", near(3));
}

#[test]
fn all_vectors_of_a_call_have_the_same_length() {
    let model = FakeEmbeddingModel::new().vector("north", [0.0, 1.0]);
    let both = block_on(model.embed(["north", "south"])).unwrap();
    assert_eq!(both.vectors()[0], [0.0, 1.0]);
    assert_eq!(both.vectors()[1].len(), 2);

    let longer = block_on(model.embed_opts(vec!["south".to_owned()], dimensions(3))).unwrap();
    assert_eq!(longer.dimensions(), Some(3));
    for (text, asked, message) in [
        (
            "north",
            3,
            "the vector that is given for \"north\" has 2 dimensions, and those of this call have 3",
        ),
        ("south", 0, "dimensions is 0: it must be at least 1"),
    ] {
        let error = block_on(model.embed_opts(vec![text.to_owned()], dimensions(asked)));
        let error = error.unwrap_err();
        assert_eq!(
            (error.kind(), error.message()),
            (ErrorKind::InvalidInput, message)
        );
    }
}

#[test]
fn calls_are_kept_and_no_text_is_no_call() {
    let model = FakeEmbeddingModel::new().fail(Error::new(ErrorKind::Server, "down"));
    assert!(block_on(model.embed([""; 0])).unwrap().is_empty());
    assert!(model.calls().is_empty());
    let error = block_on(model.embed_one("a")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Server);
    let options = EmbeddingOptions::new().extra("user", "bob");
    let embeddings = block_on(model.embed_opts(vec!["two words".to_owned()], options.clone()));
    assert_eq!(embeddings.unwrap().usage().input_tokens, Some(2));
    let calls = model.clone().calls();
    assert_eq!(calls.len(), 2);
    assert_eq!(calls[1].texts, ["two words"]);
    assert_eq!(calls[1].options, options);
}
