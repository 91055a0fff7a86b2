use serde::Deserialize;
use serde_json::Value;
use surprisal_core::{Embeddings, Error, ErrorKind, ResponseMetadata, Result, Usage};

use super::vector::Vector;
use crate::decode::{cut_off, is_flat_error, service_error};

/// OpenAI's `CreateEmbeddingResponse`, without what nobody needs.
#[derive(Deserialize)]
struct Wire {
    data: Option<Vec<Item>>,
    id: Option<Value>,
    model: Option<Value>,
    usage: Option<Value>,
    error: Option<Value>,
}

#[derive(Deserialize)]
struct Item {
    /// Gemini leaves out the first, which is 0.
    index: Option<usize>,
    embedding: Vector,
}

/// Reads the answer to a request with this many texts.
pub(super) fn read(provider: &'static str, body: &str, texts: usize) -> Result<Embeddings> {
    let wire: Wire = serde_json::from_str(body).map_err(|error| {
        cut_off(body).unwrap_or_else(|| {
            let message = format!("the embeddings of the answer cannot be read: {error}");
            Error::bad_response(message).with_source(error)
        })
    })?;
    if wire.error.is_some_and(|error| !error.is_null()) {
        return Err(service_error(provider, None, body));
    }
    let items = wire.data.ok_or_else(|| match is_flat_error(body) {
        true => service_error(provider, None, body),
        false => Error::bad_response("the answer has no embeddings"),
    })?;
    let vectors = in_order(items, texts)?;
    let mut metadata = ResponseMetadata::default();
    metadata.id = wire.id.and_then(name);
    metadata.model = wire.model.and_then(name);
    Ok(Embeddings::new(vectors)
        .with_usage(usage(wire.usage.as_ref()))
        .with_response_metadata(metadata))
}

/// The vectors in the order of their texts, whatever the order that they came in. Without an `index` the place in the
/// array counts.
fn in_order(items: Vec<Item>, texts: usize) -> Result<Vec<Vec<f32>>> {
    let mut places: Vec<Option<Vec<f32>>> = vec![None; texts];
    for (position, Item { index, embedding }) in items.into_iter().enumerate() {
        let index = index.unwrap_or(position);
        let place = places.get_mut(index).ok_or_else(|| {
            Error::bad_response(format!(
                "an embedding came for the text at index {index}, and {texts} were sent"
            ))
        })?;
        if place.replace(embedding.0).is_some() {
            return Err(Error::bad_response(format!(
                "two embeddings came for the text at index {index}"
            )));
        }
    }
    let vectors = (0_usize..).zip(places).map(|(index, vector)| {
        vector.ok_or_else(|| {
            Error::bad_response(format!(
                "no embedding came for the text at index {index} of {texts}"
            ))
        })
    });
    vectors.collect()
}

/// Checks the vectors of all requests of a call.
pub(super) fn check(vectors: &[Vec<f32>], asked: Option<u32>) -> Result<()> {
    let Some(first) = vectors.first().map(Vec::len) else {
        return Ok(());
    };
    if first == 0 {
        return Err(Error::bad_response("the vectors of the answer are empty"));
    }
    if let Some(other) = vectors.iter().map(Vec::len).find(|other| *other != first) {
        return Err(Error::bad_response(format!(
            "the vectors have different lengths, such as {first} and {other}"
        )));
    }
    match asked {
        Some(asked) if usize::try_from(asked) != Ok(first) => Err(Error::new(
            ErrorKind::Unsupported,
            format!(
                "{asked} dimensions were asked for and {first} came: the server or the model does not know \
                 `dimensions`; leave it out"
            ),
        )
        .with_option("dimensions")),
        _ => Ok(()),
    }
}

fn name(wire: Value) -> Option<String> {
    match wire {
        Value::String(name) if !name.is_empty() => Some(name),
        _ => None,
    }
}

/// What is no number of tokens counts as none: the vectors are worth more than their bill.
fn usage(wire: Option<&Value>) -> Usage {
    let figure = |key: &str| wire?.get(key)?.as_u64();
    let mut usage = Usage::default();
    usage.input_tokens = figure("prompt_tokens");
    usage.total_tokens = figure("total_tokens");
    usage
}
