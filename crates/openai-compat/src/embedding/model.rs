use std::sync::Arc;

use async_trait::async_trait;
use http::HeaderMap;
use surprisal_core::{
    EmbeddingModel, EmbeddingOptions, Embeddings, Error, ErrorKind, ListModels, ModelCard,
    Options as _, ResponseMetadata, Result, Usage,
};
use surprisal_http::{BaseUrl, Call, Endpoint, rate_limits};

use super::builder::TextEmbeddingsBuilder;
use super::{request, response};
use crate::dialect::Dialect;
use crate::listing::list_models;
use crate::protocol::http_error;

/// An embedding model of a service that speaks as OpenAI does, in this dialect.
///
/// A call of many texts is sent in several requests, one after the other, of which the first that fails
/// fails the call. The client's time limits are for each of them. A clone is cheap and shares the connections.
///
/// ```no_run
/// use surprisal_core::EmbeddingModelExt;
/// use surprisal_openai_compat::{Generic, TextEmbeddings};
///
/// # async fn example() -> surprisal_core::Result<()> {
/// let model = TextEmbeddings::<Generic>::builder("nomic-embed-text")
///     .base_url("http://localhost:11434/v1")
///     .build()?;
/// let embeddings = model.embed(["a cat", "a dog"]).await?;
/// println!("{} numbers each", embeddings.dimensions().unwrap_or_default());
/// # Ok(()) }
/// ```
#[derive(Debug)]
pub struct TextEmbeddings<D>(Arc<Inner<D>>);

#[derive(Debug)]
pub(super) struct Inner<D> {
    pub(super) model: String,
    pub(super) path: String,
    pub(super) endpoint: Endpoint,
    pub(super) options: EmbeddingOptions,
    pub(super) batch_size: usize,
    pub(super) base64: bool,
    pub(super) dialect: std::marker::PhantomData<D>,
}

impl<D: Dialect> TextEmbeddings<D> {
    pub(super) fn new(inner: Inner<D>) -> Self {
        Self(Arc::new(inner))
    }

    /// A model of this name, with everything else from the environment.
    ///
    /// # Errors
    ///
    /// As [`TextEmbeddingsBuilder::build`].
    pub fn from_env(model: impl Into<String>) -> Result<Self> {
        Self::builder(model).from_env().build()
    }

    /// A builder of a model of this name, which reads no environment unless told to.
    pub fn builder(model: impl Into<String>) -> TextEmbeddingsBuilder<D> {
        TextEmbeddingsBuilder::new(model)
    }

    /// The name of the model.
    pub fn model(&self) -> &str {
        &self.0.model
    }

    /// Where the requests go.
    pub fn base_url(&self) -> &BaseUrl {
        self.0.endpoint.base_url()
    }

    /// Sends one request. Whether base64 is asked for is turned off where the server does not know it.
    async fn send(
        &self,
        texts: &[String],
        options: &EmbeddingOptions,
        base64: &mut bool,
    ) -> Result<Embeddings> {
        let Inner {
            model,
            path,
            endpoint,
            ..
        } = &*self.0;
        let call = Call::new(D::PROVIDER, model);
        let mut response = loop {
            let body = request::body(model, texts, options, *base64);
            let to_error =
                |status, headers: &_, body: &_| http_error(D::PROVIDER, status, headers, body);
            let sent = endpoint.post(path, HeaderMap::new(), body.into(), &call, to_error);
            match sent.await {
                Err(error) if *base64 && refuses_base64(&error) => *base64 = false,
                sent => break sent?,
            }
        };
        let body = response.text().await?;
        let embeddings = response::read(D::PROVIDER, &body, texts.len())
            .and_then(|read| response::check(read.vectors(), options.dimensions).map(|()| read))
            .map_err(|error| response.describe(error.with_body(body)))?;
        let mut metadata = embeddings.response_metadata().clone();
        metadata.provider = Some(D::PROVIDER.to_owned());
        metadata.request_id = response.request_id().map(str::to_owned);
        metadata.rate_limits = rate_limits(response.headers());
        Ok(embeddings.with_response_metadata(metadata))
    }
}

fn refuses_base64(error: &Error) -> bool {
    let is_refusal = matches!(
        error.kind(),
        ErrorKind::InvalidInput | ErrorKind::Unsupported
    );
    let says = |text: &str| text.contains(request::ENCODING_FORMAT);
    // Some name the field beside the message.
    is_refusal && (says(error.message()) || error.body().is_some_and(says))
}

impl<D> Clone for TextEmbeddings<D> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

#[async_trait]
impl<D: Dialect> EmbeddingModel for TextEmbeddings<D> {
    async fn embed_opts(
        &self,
        texts: Vec<String>,
        options: EmbeddingOptions,
    ) -> Result<Embeddings> {
        let named = |error: Error| error.with_provider(D::PROVIDER);
        let options = options.or(&self.0.options);
        request::check(&texts, &options).map_err(named)?;
        let mut base64 = self.0.base64;
        let mut vectors = Vec::with_capacity(texts.len());
        let mut usages = Vec::new();
        let mut metadata = ResponseMetadata::default();
        metadata.provider = Some(D::PROVIDER.to_owned());
        for texts in texts.chunks(self.0.batch_size) {
            let part = self.send(texts, &options, &mut base64).await?;
            usages.push(part.usage().clone());
            let mut said = part.response_metadata().clone();
            metadata.rate_limits = said.rate_limits.take().or(metadata.rate_limits);
            metadata += said;
            vectors.extend(part);
        }
        response::check(&vectors, options.dimensions).map_err(named)?;
        Ok(Embeddings::new(vectors)
            .with_usage(Usage::sum_of(usages))
            .with_response_metadata(metadata))
    }
}

#[async_trait]
impl<D: Dialect> ListModels for TextEmbeddings<D> {
    async fn list_models(&self) -> Result<Vec<ModelCard>> {
        list_models(D::PROVIDER, &self.0.endpoint).await
    }
}
