//! Mistral for surprisal: [`ChatMistral`], a chat model by Mistral's own API, whole and streamed.
//!
//! The API is Chat Completions with parts of its own, so what is common is read and written by
//! [`ChatProtocol`]; here is what only Mistral has: its messages and what they are made of, its ids of tool calls, and
//! [`MistralOptions`]. Its hosted models refuse log probabilities, by an error that is
//! [`ErrorKind::Unsupported`](surprisal_core::ErrorKind::Unsupported) and names the option; with
//! [`Policy::Warn`](surprisal_core::Policy::Warn) the call goes through without them. `docs/mistral.md` has the whole
//! mapping.
//!
//! ```no_run
//! use surprisal_core::{CallOptions, Policy, RunnableExt};
//! use surprisal_mistral::{ChatMistral, MistralOptions};
//!
//! # async fn example() -> surprisal_core::Result<()> {
//! let llm = ChatMistral::from_env("mistral-small-latest")?
//!     .bind(CallOptions::new().logprobs(true).on_unsupported(Policy::Warn))
//!     .bind(MistralOptions::new().safe_prompt(true));
//! let message = llm.invoke("how are you today").await?;
//! println!("{} {:?}", message.text(), message.response_metadata().warnings);
//! # Ok(()) }
//! ```

#![cfg_attr(docsrs, feature(doc_cfg))]

mod capabilities;
mod encode;
mod options;
mod protocol;

pub use options::MistralOptions;
pub use protocol::Mistral;

use surprisal_http::HttpChatModel;
use surprisal_openai_compat::ChatProtocol;

/// Mistral's name, in errors, metadata, traces, registries and [`CallOptions::provider`](surprisal_core::CallOptions).
pub const PROVIDER: &str = "mistral";

/// A chat model of Mistral.
pub type ChatMistral = HttpChatModel<ChatProtocol<Mistral>>;
