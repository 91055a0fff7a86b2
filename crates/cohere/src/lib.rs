//! Cohere for surprisal: [`ChatCohere`], with typed token log probabilities, whole and streamed, over version 2 of
//! Cohere's chat API.
//!
//! ```no_run
//! use surprisal_cohere::{ChatCohere, CohereOptions};
//! use surprisal_core::{CallOptions, RunnableExt};
//!
//! # async fn example() -> surprisal_core::Result<()> {
//! let llm = ChatCohere::from_env("command-a-03-2025")?
//!     .bind(CallOptions::new().logprobs(true))
//!     .bind(CohereOptions::new().safety_mode("STRICT"));
//! let message = llm.invoke(("human", "how are you today")).await?;
//! println!("{:?}", message.logprobs().content());
//! # Ok(()) }
//! ```
//!
//! Cohere gives the log probability of each token of the answer and of no other, with the token's id. Where one text
//! stands for several tokens, each has an entry of its own, and the last has the text: the entries before it have no
//! text and no bytes, so that the bytes of all are the text.

#![cfg_attr(docsrs, feature(doc_cfg))]

mod capabilities;
mod decode;
mod encode;
mod error;
mod listing;
mod options;
mod protocol;

pub use decode::CohereDecoder;
pub use options::CohereOptions;
pub use protocol::Cohere;

/// A chat model of Cohere.
///
/// The key is taken from `CO_API_KEY` or `COHERE_API_KEY`, and another base URL from `CO_API_URL` or `COHERE_BASE_URL`.
/// The base URL has no version: `https://api.cohere.com`.
pub type ChatCohere = surprisal_http::HttpChatModel<Cohere>;

/// Cohere's name, in errors, metadata, traces, registries and [`CallOptions::provider`](surprisal_core::CallOptions).
pub const PROVIDER: &str = "cohere";
