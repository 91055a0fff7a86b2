//! What tests of applications and providers need.

#[cfg(feature = "server")]
pub mod server;
