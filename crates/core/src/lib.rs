//! Skeleton.
mod error;
mod secret;
pub use error::{Error, ErrorKind, Result};
pub use secret::Secret;
/// Placeholder
#[derive(Debug, Default, Clone)]
#[non_exhaustive]
pub struct AiMessageChunk {}
