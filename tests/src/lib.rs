//! What the tests across crates share.
//!
//! * [`recordings`]: real answers of providers, read from files.
//! * [`llama`]: a real server with a small real model.
//! * [`oracle`]: what such an answer says, read without any of the library's code.
//! * [`skip`]: the line that a test prints where it cannot run.

pub mod llama;
pub mod oracle;
pub mod recordings;
pub mod skip;
