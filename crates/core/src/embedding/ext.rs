use std::future::Future;

use super::{EmbeddingModel, EmbeddingOptions, Embeddings};
use crate::{Error, Result};

/// What a user calls on an [`EmbeddingModel`]. Every embedding model has it.
pub trait EmbeddingModelExt: EmbeddingModel {
    /// Gives one vector for each text, in their order.
    ///
    /// # Errors
    ///
    /// The model's own.
    #[doc(alias = "embed_documents")]
    fn embed<'a>(
        &'a self,
        texts: impl IntoIterator<Item: Into<String>>,
    ) -> impl Future<Output = Result<Embeddings>> + Send + 'a {
        let texts = texts.into_iter().map(Into::into).collect();
        async move { self.embed_opts(texts, EmbeddingOptions::default()).await }
    }

    /// Gives the vector of one text.
    ///
    /// # Errors
    ///
    /// The model's own, and [`ErrorKind::BadResponse`](crate::ErrorKind::BadResponse) if it gives more or
    /// less than one vector.
    #[doc(alias = "embed_query")]
    fn embed_one<'a>(
        &'a self,
        text: impl Into<String>,
    ) -> impl Future<Output = Result<Vec<f32>>> + Send + 'a {
        let text = text.into();
        async move {
            let options = EmbeddingOptions::default();
            let embeddings = self.embed_opts(vec![text], options).await?;
            let [vector] = <[Vec<f32>; 1]>::try_from(embeddings.into_vectors()).map_err(|all| {
                Error::bad_response(format!("{} vectors came for one text", all.len()))
            })?;
            Ok(vector)
        }
    }
}

impl<M: EmbeddingModel + ?Sized> EmbeddingModelExt for M {}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use async_trait::async_trait;
    use futures::executor::block_on;

    use super::*;
    use crate::ErrorKind;

    /// Gives this many vectors, whatever the texts.
    struct Gives(usize);

    #[async_trait]
    impl EmbeddingModel for Gives {
        async fn embed_opts(&self, _: Vec<String>, _: EmbeddingOptions) -> Result<Embeddings> {
            Ok(Embeddings::new(vec![vec![1.0]; self.0]))
        }
    }

    #[test]
    fn a_pointer_to_an_embedding_model_is_one() {
        let shared: Arc<dyn EmbeddingModel> = Arc::new(Gives(1));
        let boxed: Box<dyn EmbeddingModel> = Box::new(Arc::clone(&shared));
        let texts = [String::from("a")];
        assert_eq!(block_on(shared.embed(&texts)).unwrap().vectors(), [[1.0]]);
        assert_eq!(block_on((&&boxed).embed_one("a")).unwrap(), [1.0]);
    }

    #[test]
    fn one_text_has_one_vector() {
        for vectors in [0, 2] {
            let error = block_on(Gives(vectors).embed_one("a")).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::BadResponse);
            let message = format!("{vectors} vectors came for one text");
            assert_eq!(error.message(), message);
        }
    }
}
