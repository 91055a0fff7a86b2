//! Ollama for surprisal, by Ollama's own API: [`ChatOllama`], with typed token log probabilities, whole and streamed,
//! over `/api/chat`, or over `/api/generate` where [`OllamaOptions`] ask for it; [`OllamaEmbeddings`] turns texts into
//! vectors; [`OllamaClient`] lists, shows and pulls models.
//!
//! ```no_run
//! use surprisal_core::{CallOptions, RunnableExt};
//! use surprisal_ollama::{ChatOllama, OllamaOptions};
//!
//! # async fn example() -> surprisal_core::Result<()> {
//! let llm = ChatOllama::from_env("gemma3")?
//!     .bind(CallOptions::new().logprobs(true).top_logprobs(5))
//!     .bind(OllamaOptions::new().num_ctx(8192));
//! let message = llm.invoke(("human", "how are you today")).await?;
//! println!("{:?}", message.logprobs().content());
//! # Ok(()) }
//! ```
//!
//! # Where the server is
//!
//! A base URL is that of the API: `http://localhost:11434/api`, unless told otherwise. The variable `OLLAMA_HOST` is what
//! Ollama's own programs make of it: a host, a port or both (`10.0.0.2`, `:1234`, `gpu.local:1234`), or the root of the
//! server (`https://ollama.com`, `http://proxy/ollama`), to which `/api` is added. `OLLAMA_API_KEY` is sent as a bearer token
//! if it is set; only ollama.com wants one.

#![cfg_attr(docsrs, feature(doc_cfg))]

mod capabilities;
mod client;
mod decode;
mod embedding;
mod embedding_builder;
mod encode;
mod error;
mod host;
mod listing;
mod metrics;
mod options;
mod protocol;

pub use client::{ModelInfo, OllamaClient, PullProgress};
pub use decode::OllamaDecoder;
pub use embedding::OllamaEmbeddings;
pub use embedding_builder::OllamaEmbeddingsBuilder;
pub use metrics::OllamaMetrics;
pub use options::OllamaOptions;
pub use protocol::Ollama;

/// A chat model of Ollama.
pub type ChatOllama = surprisal_http::HttpChatModel<Ollama>;

/// Ollama's name, in errors, metadata, traces, registries and [`CallOptions::provider`](surprisal_core::CallOptions).
pub const PROVIDER: &str = "ollama";
