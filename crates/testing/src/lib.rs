//! What tests of applications and providers need.
//!
//! ```
//! use surprisal_core::{CallOptions, ChatModel, HasLogprobs, Result, RunnableExt};
//! use surprisal_testing::{FakeChatModel, token};
//!
//! /// What is under test: it can be given any model.
//! async fn is_sure(model: impl ChatModel, question: &str) -> Result<bool> {
//!     let answer = model.bind(CallOptions::new().logprobs(true)).invoke(question).await?;
//!     Ok(answer.joint_probability().is_some_and(|probability| probability > 0.9))
//! }
//!
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<()> {
//! let model = FakeChatModel::new().say([token("Par").p(0.99), token("is").p(0.8)]);
//! assert!(!is_sure(model.clone(), "What is the capital of France?").await?);
//! assert_eq!(model.calls()[0].options.logprobs, Some(true));
//! # Ok(()) }
//! ```
//!
//! | to test | use |
//! |---|---|
//! | which calls an application makes | `MockChatModel` (feature `mock`, on by default) |
//! | what it does with an answer and its log probabilities | [`FakeChatModel`] |
//! | what it does with vectors of texts | [`FakeEmbeddingModel`] |
//! | what runs models in files | [`TinyModel`] |
//! | that nothing real is asked | [`deny_network`] (feature `deny`, on by default) |
//! | a provider, byte by byte, with faults | [`server`] (feature `server`, on by default) |
//! | a provider, behind a network that fails | [`proxy`] (feature `server`, on by default) |
//! | anything, on what a real service once answered | `replay` (feature `replay`) |
//! | a provider, against what every provider must do | `conformance` (feature `conformance`) |

#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(feature = "conformance")]
pub mod conformance;
#[cfg(feature = "deny")]
mod deny;
mod embedding;
mod fake;
mod gguf;
mod hash;
#[cfg(feature = "mock")]
mod mock;
#[cfg(feature = "server")]
pub mod proxy;
#[cfg(feature = "replay")]
pub mod replay;
#[cfg(feature = "server")]
pub mod server;

#[cfg(feature = "deny")]
pub use deny::{DenyNetwork, deny_network};
pub use embedding::{FakeEmbeddingCall, FakeEmbeddingModel};
pub use fake::{
    FakeAnswer, FakeCall, FakeChatModel, FakeToken, FakeTokens, Fault, byte_token, token,
};
pub use gguf::{GgufValue, TinyModel};
#[cfg(feature = "mock")]
pub use mock::MockChatModel;
