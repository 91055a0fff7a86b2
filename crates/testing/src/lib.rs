//! What tests of applications and providers need.
//!
//! | to test | use |
//! |---|---|
//! | which calls an application makes | `MockChatModel` (feature `mock`, on by default) |
//! | what it does with an answer and its log probabilities | [`FakeChatModel`] |
//! | what runs models in files | [`TinyModel`] |
//! | that nothing real is asked | [`deny_network`] (feature `deny`, on by default) |
//! | a provider, byte by byte, with faults | [`server`] (feature `server`, on by default) |
//! | a provider, behind a network that fails | [`proxy`] (feature `server`, on by default) |
//! | anything, on what a real service once answered | `replay` (feature `replay`) |
//! | a provider, against what every provider must do | `conformance` (feature `conformance`) |

#[cfg(feature = "conformance")]
pub mod conformance;
#[cfg(feature = "deny")]
mod deny;
mod fake;
mod gguf;
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
pub use fake::{
    FakeAnswer, FakeCall, FakeChatModel, FakeToken, FakeTokens, Fault, byte_token, token,
};
pub use gguf::{GgufValue, TinyModel};
#[cfg(feature = "mock")]
pub use mock::MockChatModel;
