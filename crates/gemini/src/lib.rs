//! Gemini for surprisal: [`ChatGemini`] by the Gemini API and [`ChatVertexAi`] by Vertex AI, with typed token log
//! probabilities where a model gives them, whole and streamed.
//!
//! ```no_run
//! use surprisal_core::{CallOptions, RunnableExt};
//! use surprisal_gemini::{ChatGemini, GeminiOptions};
//!
//! # async fn example() -> surprisal_core::Result<()> {
//! let llm = ChatGemini::from_env("gemini-2.0-flash")?
//!     .bind(CallOptions::new().logprobs(true).top_logprobs(5))
//!     .bind(GeminiOptions::new().top_k(40));
//! let message = llm.invoke(("human", "how are you today")).await?;
//! println!("{:?}", message.logprobs().content());
//! # Ok(()) }
//! ```
//!
//! At Vertex AI the project and the location are in the base URL, and the token comes from Google's identity service:
//!
//! ```
//! use surprisal_core::Secret;
//! use surprisal_gemini::{ChatVertexAi, vertex_base_url};
//!
//! let llm = ChatVertexAi::builder("gemini-2.5-flash")
//!     .base_url(vertex_base_url("my-project", "europe-west4"))
//!     .token_provider(async || Ok(Secret::from("token of the hour")))
//!     .build()?;
//! # Ok::<(), surprisal_core::Error>(())
//! ```

#![cfg_attr(docsrs, feature(doc_cfg))]

mod capabilities;
mod decode;
mod encode;
mod error;
mod listing;
mod options;
mod protocol;
mod service;
mod signature;

pub use decode::GeminiDecoder;
pub use options::GeminiOptions;
pub use protocol::GenerateContent;
pub use service::{GeminiApi, Service, VertexAiApi, vertex_base_url};

/// A chat model of the Gemini API.
pub type ChatGemini = surprisal_http::HttpChatModel<Gemini>;

/// A chat model of Vertex AI.
pub type ChatVertexAi = surprisal_http::HttpChatModel<VertexAi>;

/// The protocol as the Gemini API speaks it.
pub type Gemini = GenerateContent<GeminiApi>;

/// The protocol as Vertex AI speaks it.
pub type VertexAi = GenerateContent<VertexAiApi>;

/// The name of the Gemini API in errors, metadata, traces and registries; also that under which
/// [`GeminiOptions`] are in [`CallOptions::provider`](surprisal_core::CallOptions) and what only Gemini understands is in
/// a message's content, at Vertex AI too.
pub const PROVIDER: &str = "gemini";

/// The name of Vertex AI in errors, metadata, traces and registries.
pub const VERTEX_PROVIDER: &str = "vertexai";
