//! Acme for surprisal: a whole provider from outside of the house, for a service that there is not.
//! `docs/adding-a-provider.md` walks through it.
//!
//! ```no_run
//! use surprisal_acme::{AcmeOptions, ChatAcme};
//! use surprisal_core::{CallOptions, RetryPolicy, RunnableExt};
//!
//! # async fn example() -> surprisal_core::Result<()> {
//! let llm = ChatAcme::from_env("acme-large")?
//!     .with_retry(RetryPolicy::default())
//!     .bind(CallOptions::new().logprobs(true))
//!     .bind(AcmeOptions::new().lane("cheap"));
//! println!("{:?}", llm.invoke("how are you today").await?.logprobs().content());
//! # Ok(()) }
//! ```

mod decode;
mod encode;
mod options;
mod protocol;

pub use decode::AcmeDecoder;
pub use options::AcmeOptions;
pub use protocol::Acme;

/// A chat model of Acme.
pub type ChatAcme = surprisal_http::HttpChatModel<Acme>;

/// Acme's name, in errors, metadata, traces, registries and [`CallOptions::provider`](surprisal_core::CallOptions).
pub const PROVIDER: &str = "acme";
