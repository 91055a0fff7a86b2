use serde_json::{Map, Value};
use surprisal_core::{EmbeddingOptions, Error, Result};

/// Checks what would cost a request to find wrong.
pub(super) fn check(texts: &[String], options: &EmbeddingOptions) -> Result<()> {
    if let Some(index) = texts.iter().position(String::is_empty) {
        return Err(Error::invalid_input(format!(
            "the text at index {index} of {} is empty, and has no embedding: leave it out",
            texts.len()
        )));
    }
    if options.dimensions == Some(0) {
        return Err(Error::invalid_input(
            "dimensions is 0: a vector has at least one",
        ));
    }
    Ok(())
}

/// The body of a request.
pub(super) fn body(
    model: &str,
    texts: &[String],
    options: &EmbeddingOptions,
    base64: bool,
) -> String {
    // Taken apart whole: an option that is not answered here does not compile.
    let EmbeddingOptions {
        dimensions, extra, ..
    } = options;
    let mut body = Map::new();
    body.insert("model".to_owned(), model.into());
    body.insert("input".to_owned(), texts.into());
    if base64 {
        body.insert(ENCODING_FORMAT.to_owned(), "base64".into());
    }
    if let Some(dimensions) = *dimensions {
        body.insert("dimensions".to_owned(), dimensions.into());
    }
    body.extend(extra.clone());
    Value::Object(body).to_string()
}

/// The field that asks for base64.
pub(super) const ENCODING_FORMAT: &str = "encoding_format";
