//! Anthropic for surprisal: [`ChatAnthropic`] speaks the Messages API, whole and streamed.
//!
//! ```no_run
//! use surprisal_anthropic::{AnthropicOptions, CacheTtl, ChatAnthropic};
//! use surprisal_core::{CallOptions, RunnableExt};
//!
//! # async fn example() -> surprisal_core::Result<()> {
//! let llm = ChatAnthropic::from_env("claude-sonnet-4-5")?
//!     .bind(CallOptions::new().max_tokens(1024))
//!     .bind(AnthropicOptions::new().cache_system(CacheTtl::FiveMinutes));
//! let message = llm.invoke([("system", "Be brief."), ("human", "how are you today")]).await?;
//! println!("{} {:?}", message.text(), message.usage());
//! # Ok(()) }
//! ```
//!
//! `from_env` reads `ANTHROPIC_API_KEY` and `ANTHROPIC_BASE_URL`. The latter is as Anthropic's own libraries take
//! it, without the version: `/v1` is added where it does not end so. The builder takes the whole of it:
//! `base_url("http://localhost:8080/v1")`.
//!
//! Anthropic gives no log probabilities: asking for them is
//! [`ErrorKind::Unsupported`](surprisal_core::ErrorKind::Unsupported).

#![cfg_attr(docsrs, feature(doc_cfg))]

mod amend;
mod base_url;
mod cache;
mod capabilities;
mod decode;
mod encode;
mod error;
mod listing;
mod options;
mod protocol;
mod thinking;

pub use cache::{CacheTtl, cache_point};
pub use decode::AnthropicDecoder;
pub use options::AnthropicOptions;
pub use protocol::Anthropic;
pub use thinking::Thinking;

/// A chat model of Anthropic, or of a server that speaks the Messages API.
pub type ChatAnthropic = surprisal_http::HttpChatModel<Anthropic>;

/// Anthropic's name, in errors, metadata, traces, registries and
/// [`CallOptions::provider`](surprisal_core::CallOptions).
pub const PROVIDER: &str = "anthropic";
