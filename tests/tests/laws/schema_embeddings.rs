//! Every request for embeddings fits OpenAI's schema of it.

use proptest::prelude::*;
use serde_json::{Value, json};
use surprisal::openai::OpenAiEmbeddings;
use surprisal::{EmbeddingModel, EmbeddingOptions};

use crate::memory::{Memory, block_on};
use crate::schema::document;

const SCHEMA: &str = "CreateEmbeddingRequest";

/// The JSON of the last request for these texts.
fn sent(texts: Vec<String>, options: EmbeddingOptions, base64: bool) -> Value {
    let memory = Memory::default();
    let model = OpenAiEmbeddings::builder("text-embedding-3-small")
        .base_url("http://memory/v1")
        .client(memory.client())
        .base64(base64);
    let model = model.build().unwrap();
    // What comes back does not matter here.
    drop(block_on(model.embed_opts(texts, options)));
    memory.last_request().1
}

fn options() -> impl Strategy<Value = EmbeddingOptions> {
    let user = EmbeddingOptions::new().extra("user", "user-1234");
    (
        prop_oneof![Just(EmbeddingOptions::new()), Just(user)],
        0..4_u32,
    )
        .prop_map(|(options, dimensions)| match dimensions {
            0 => options,
            _ => options.dimensions(dimensions),
        })
}

#[test]
fn any_texts_with_any_options_fit_the_schema() {
    let Some(document) = document() else { return };
    // At the limit the next request begins; of a failed call the first is the last.
    for count in [1, 2048, 2049] {
        let body = sent(vec!["a".to_owned(); count], EmbeddingOptions::new(), true);
        assert_eq!(document.check(SCHEMA, &body), Ok(()), "{count} texts");
        assert_eq!(
            body["input"].as_array().map(Vec::len),
            Some(count.min(2048))
        );
    }
    let texts = proptest::collection::vec("(?s).{1,40}", 1..6);
    proptest!(|(texts in texts, options in options(), base64: bool)| {
        let body = sent(texts.clone(), options, base64);
        prop_assert_eq!(document.check(SCHEMA, &body), Ok(()));
        prop_assert_eq!(&body["input"], &json!(texts));
    });
}

#[test]
fn wrong_requests_do_not_fit_the_schema() {
    let Some(document) = document() else { return };
    let options = EmbeddingOptions::new().dimensions(2);
    let right = sent(vec!["a".to_owned()], options, true);
    assert_eq!(document.check(SCHEMA, &right), Ok(()));
    let wrong = [
        ("input", json!([])),
        ("input", json!(vec!["a"; 2049])),
        ("input", json!([{"text": "a"}])),
        ("encoding_format", json!("float32")),
        ("dimensions", json!(0)),
        ("model", Value::Null),
        ("usr", json!("a")),
    ];
    for (key, value) in wrong {
        let mut body = right.clone();
        body[key] = value;
        assert!(document.check(SCHEMA, &body).is_err(), "{body}");
    }
}
