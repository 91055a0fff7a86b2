use std::sync::Arc;

use async_trait::async_trait;
use http::HeaderMap;
use serde::Deserialize;
use serde_json::Value;
use surprisal_core::{
    EmbeddingModel, EmbeddingOptions, Embeddings, Error, ErrorKind, Options as _, ResponseMetadata,
    Result, Usage,
};
use surprisal_http::{Call, Endpoint, JsonBody, read_json};

use crate::{OllamaEmbeddingsBuilder, PROVIDER, error};

/// A model of an Ollama server that turns texts into vectors, of length 1. All texts of a call go in one request. A clone is
/// cheap and shares the connections.
///
/// A text that does not fit into the model's context is an error of
/// [`ErrorKind::ContextTooLong`](surprisal_core::ErrorKind::ContextTooLong); Ollama itself would cut it off in silence, and
/// does with `EmbeddingOptions::new().extra("truncate", true)`.
///
/// ```no_run
/// use surprisal_core::EmbeddingModelExt;
/// use surprisal_ollama::OllamaEmbeddings;
///
/// # async fn example() -> surprisal_core::Result<()> {
/// let model = OllamaEmbeddings::from_env("nomic-embed-text")?;
/// let embeddings = model.embed(["a cat", "a dog"]).await?;
/// println!("{:?} numbers each", embeddings.dimensions());
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
pub struct OllamaEmbeddings {
    model: Arc<str>,
    endpoint: Endpoint,
    options: EmbeddingOptions,
}

/// Ollama's `EmbedResponse`.
#[derive(Deserialize)]
struct Answer {
    model: Option<String>,
    embeddings: Option<Vec<Vec<f32>>>,
    prompt_eval_count: Option<u64>,
    error: Option<Value>,
}

impl OllamaEmbeddings {
    /// A model of this name at this endpoint, whose base URL is that of the API. The options hold where a call sets no
    /// others.
    pub fn new(model: impl Into<String>, endpoint: Endpoint, options: EmbeddingOptions) -> Self {
        Self {
            model: model.into().into(),
            endpoint,
            options,
        }
    }

    /// A model of this name at the server that `OLLAMA_HOST` names, with the key of `OLLAMA_API_KEY`; without them, at the
    /// one on this machine.
    ///
    /// # Errors
    ///
    /// As [`OllamaEmbeddingsBuilder::build`].
    pub fn from_env(model: impl Into<String>) -> Result<Self> {
        Self::builder(model).from_env().build()
    }

    /// A builder of a model of this name, which reads no environment unless told to.
    ///
    /// ```
    /// use surprisal_ollama::OllamaEmbeddings;
    ///
    /// let model = OllamaEmbeddings::builder("nomic-embed-text").base_url("http://gpu.local:11434/api").build()?;
    /// # Ok::<(), surprisal_core::Error>(())
    /// ```
    pub fn builder(model: impl Into<String>) -> OllamaEmbeddingsBuilder {
        OllamaEmbeddingsBuilder::new(model.into())
    }
}

#[async_trait]
impl EmbeddingModel for OllamaEmbeddings {
    async fn embed_opts(
        &self,
        texts: Vec<String>,
        options: EmbeddingOptions,
    ) -> Result<Embeddings> {
        let mut metadata = ResponseMetadata::default();
        metadata.provider = Some(PROVIDER.to_owned());
        if texts.is_empty() {
            return Ok(Embeddings::default().with_response_metadata(metadata));
        }
        let options = options.or(&self.options);
        let asked = (texts.len(), options.dimensions);
        let body = body(&self.model, texts, options);
        let call = Call::new(PROVIDER, &self.model);
        let sent = self.endpoint.post(
            "embed",
            HeaderMap::new(),
            body.into(),
            &call,
            error::http_error,
        );
        let mut response = sent.await?;
        let body = response.text().await?;
        metadata.request_id = response.request_id().map(str::to_owned);
        read(&body, asked, metadata).map_err(|error| response.describe(error.with_body(body)))
    }
}

fn body(model: &str, texts: Vec<String>, options: EmbeddingOptions) -> String {
    // Taken apart, so that what is read here is seen at once.
    let EmbeddingOptions {
        dimensions, extra, ..
    } = options;
    let body = JsonBody::new()
        .set("model", model)
        .set("input", texts)
        .set("truncate", false)
        .set("dimensions", dimensions);
    let extra = extra.into_iter();
    extra
        .fold(body, |body, (name, value)| body.set(&name, value))
        .to_string()
}

fn read(
    body: &str,
    (texts, dimensions): (usize, Option<u32>),
    mut metadata: ResponseMetadata,
) -> Result<Embeddings> {
    let answer: Answer = read_json(body)?;
    if let Some(error) = answer.error.as_ref().and_then(error::stream_error) {
        return Err(error);
    }
    let vectors = answer.embeddings.unwrap_or_default();
    if vectors.len() != texts {
        let came = vectors.len();
        return Err(Error::bad_response(format!(
            "{came} embeddings came, and {texts} texts were sent"
        )));
    }
    let length = vectors.first().map_or(0, Vec::len);
    if length == 0 || vectors.iter().any(|vector| vector.len() != length) {
        return Err(Error::bad_response(
            "the embeddings of the answer are empty, or differ in length",
        ));
    }
    if let Some(asked) = dimensions.filter(|asked| usize::try_from(*asked) != Ok(length)) {
        let message = format!("{asked} dimensions were asked for and {length} came: leave it out");
        return Err(Error::new(ErrorKind::Unsupported, message).with_option("dimensions"));
    }
    metadata.model = answer.model;
    let mut usage = Usage::default();
    usage.input_tokens = answer.prompt_eval_count;
    usage.total_tokens = answer.prompt_eval_count;
    Ok(Embeddings::new(vectors)
        .with_usage(usage)
        .with_response_metadata(metadata))
}
