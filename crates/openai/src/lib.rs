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

mod account;
mod api;
mod azure;
mod bind;
mod builder;
mod built_in_tool;
mod capabilities;
mod dialect;
mod embedding;
mod model;
mod options;
mod protocol;
mod responses;

pub use api::Api;
pub use azure::{ChatAzureOpenAi, ChatAzureOpenAiBuilder};
pub use builder::ChatOpenAiBuilder;
pub use built_in_tool::BuiltInTool;
pub use embedding::{OpenAiEmbeddings, OpenAiEmbeddingsBuilder};
pub use model::ChatOpenAi;
pub use options::OpenAiOptions;
