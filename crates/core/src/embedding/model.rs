use std::sync::Arc;

use async_trait::async_trait;

use super::{EmbeddingOptions, Embeddings};
use crate::Result;

/// Something that turns texts into vectors: what an implementer writes. What a user calls is
/// [`EmbeddingModelExt`](super::EmbeddingModelExt), which every `EmbeddingModel` has.
///
/// Object-safe: `Arc<dyn EmbeddingModel>` is an `EmbeddingModel` too.
///
/// # Contract
///
/// - There is one vector for each text, in the order of the texts, and all have the same length.
/// - No text gives no vector, and costs no request.
/// - Options are obeyed or answered by an error; none is dropped in silence.
///
/// ```
/// use async_trait::async_trait;
/// use surprisal_core::{EmbeddingModel, EmbeddingModelExt, EmbeddingOptions, Embeddings, Error, Result};
///
/// /// Counts letters and spaces.
/// struct Counts;
///
/// #[async_trait]
/// impl EmbeddingModel for Counts {
///     async fn embed_opts(&self, texts: Vec<String>, options: EmbeddingOptions) -> Result<Embeddings> {
///         if options.dimensions.is_some_and(|dimensions| dimensions != 2) {
///             return Err(Error::invalid_input("its vectors have two dimensions"));
///         }
///         let count = |text: &str, what: fn(char) -> bool| text.chars().filter(|&c| what(c)).count() as f32;
///         let counts = texts.iter().map(|text| vec![count(text, char::is_alphabetic), count(text, char::is_whitespace)]);
///         Ok(Embeddings::new(counts))
///     }
/// }
///
/// # futures::executor::block_on(async {
/// let embeddings = Counts.embed(["a cat", "dogs"]).await?;
/// assert_eq!(embeddings.vectors(), [[4.0, 1.0], [4.0, 0.0]]);
/// assert_eq!(Counts.embed_one("a cat").await?, [4.0, 1.0]);
/// # Ok::<(), Error>(()) })?;
/// # Ok::<(), Error>(())
/// ```
#[async_trait]
#[diagnostic::on_unimplemented(message = "`{Self}` is not an `EmbeddingModel`")]
pub trait EmbeddingModel: Send + Sync {
    /// Gives one vector for each text, in their order.
    ///
    /// # Errors
    ///
    /// What went wrong, by its [`ErrorKind`](crate::ErrorKind); [`InvalidInput`](crate::ErrorKind::InvalidInput) where
    /// it is a text or an option.
    async fn embed_opts(&self, texts: Vec<String>, options: EmbeddingOptions)
    -> Result<Embeddings>;
}

#[async_trait]
impl<M: EmbeddingModel + ?Sized> EmbeddingModel for &M {
    async fn embed_opts(
        &self,
        texts: Vec<String>,
        options: EmbeddingOptions,
    ) -> Result<Embeddings> {
        (**self).embed_opts(texts, options).await
    }
}

#[async_trait]
impl<M: EmbeddingModel + ?Sized> EmbeddingModel for Box<M> {
    async fn embed_opts(
        &self,
        texts: Vec<String>,
        options: EmbeddingOptions,
    ) -> Result<Embeddings> {
        (**self).embed_opts(texts, options).await
    }
}

#[async_trait]
impl<M: EmbeddingModel + ?Sized> EmbeddingModel for Arc<M> {
    async fn embed_opts(
        &self,
        texts: Vec<String>,
        options: EmbeddingOptions,
    ) -> Result<Embeddings> {
        (**self).embed_opts(texts, options).await
    }
}
