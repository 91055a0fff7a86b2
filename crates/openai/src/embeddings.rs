use surprisal_openai_compat::TextEmbeddings;

use crate::{AzureOpenAi, OpenAi};

/// An embedding model of OpenAI, or of a server that takes its place. `from_env` reads what
/// [`ChatOpenAi`](crate::ChatOpenAi) reads.
///
/// ```no_run
/// use surprisal_core::EmbeddingModelExt;
/// use surprisal_openai::OpenAiEmbeddings;
///
/// # async fn example() -> surprisal_core::Result<()> {
/// let model = OpenAiEmbeddings::from_env("text-embedding-3-small")?;
/// let embeddings = model.embed(["a cat", "a dog"]).await?;
/// println!("{} numbers each", embeddings.dimensions().unwrap_or_default());
/// # Ok(()) }
/// ```
pub type OpenAiEmbeddings = TextEmbeddings<OpenAi>;

/// An embedding model of OpenAI that Azure serves, by the name of its deployment, set up as
/// [`ChatAzureOpenAi`](crate::ChatAzureOpenAi).
///
/// ```
/// use surprisal_openai::AzureOpenAiEmbeddings;
///
/// let model = AzureOpenAiEmbeddings::builder("my-embeddings")
///     .base_url("https://example.openai.azure.com")
///     .api_key("secret")
///     .dimensions(256)
///     .build()?;
/// assert_eq!(model.base_url().to_string(), "https://example.openai.azure.com/openai/v1");
/// # Ok::<(), surprisal_core::Error>(())
/// ```
pub type AzureOpenAiEmbeddings = TextEmbeddings<AzureOpenAi>;
