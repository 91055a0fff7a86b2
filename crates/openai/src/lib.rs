//! OpenAI for surprisal: [`ChatOpenAi`], with typed token log probabilities, whole and streamed, over Chat
//! Completions or the Responses API ([`Api`]), and [`ChatAzureOpenAi`], the same at Azure; [`OpenAiEmbeddings`]
//! turns texts into vectors.
//!
//! ```no_run
//! use surprisal_core::{CallOptions, RunnableExt};
//! use surprisal_openai::ChatOpenAi;
//!
//! # async fn example() -> surprisal_core::Result<()> {
//! let llm = ChatOpenAi::from_env("gpt-4o-mini")?.bind(CallOptions::new().logprobs(true));
//! let message = llm.invoke(("human", "how are you today")).await?;
//! println!("{:?}", message.logprobs().content());
//! # Ok(()) }
//! ```

#![cfg_attr(docsrs, feature(doc_cfg))]

mod api;
mod azure;
mod built_in_tool;
mod capabilities;
mod dialect;
mod embeddings;
mod listing;
mod model;
mod options;
mod protocol;
mod responses;
mod text_scoring;

pub use api::Api;
pub use azure::AzureOpenAi;
pub use built_in_tool::BuiltInTool;
pub use dialect::OpenAi;
pub use embeddings::{AzureOpenAiEmbeddings, OpenAiEmbeddings};
pub use model::{ChatAzureOpenAi, ChatOpenAi};
pub use options::OpenAiOptions;
pub use protocol::{OpenAiDecoder, OpenAiProtocol};

/// OpenAI's name in errors, metadata, traces and registries; also that under which [`OpenAiOptions`] are in
/// [`CallOptions::provider`](surprisal_core::CallOptions) and what only OpenAI understands is in a message's content, at
/// Azure too.
pub const PROVIDER: &str = "openai";

/// The name of Azure in errors, metadata, traces and registries.
pub const AZURE_PROVIDER: &str = "azure";
