use surprisal_core::EmbeddingOptions;

/// A call of a [`FakeEmbeddingModel`](crate::FakeEmbeddingModel) that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FakeEmbeddingCall {
    /// Which texts were to become vectors.
    pub texts: Vec<String>,
    /// With which options.
    pub options: EmbeddingOptions,
}
