//! What tests of applications and providers need.
//!
//! | to test | use |
//! |---|---|
//! | which calls an application makes | [`MockChatModel`] |
//! | what it does with an answer and its log probabilities | [`FakeChatModel`] |
//! | what runs models in files | [`TinyModel`] |
//! | a provider, byte by byte, with faults | [`server`] (feature `server`, on by default) |
//! | a provider, against what every provider must do | `conformance` (feature `conformance`) |

#[cfg(feature = "conformance")]
pub mod conformance;
mod fake;
mod gguf;
mod mock;
#[cfg(feature = "server")]
pub mod server;

pub use fake::{FakeCall, FakeChatModel, FakeToken, token};
pub use gguf::{GgufValue, TinyModel};
pub use mock::MockChatModel;
