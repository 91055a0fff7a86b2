//! What holds of everything that was read, whoever wrote it.

mod chunks;
mod error;
mod message;
mod tokens;

pub(crate) use chunks::chunks;
pub(crate) use error::{KEY, error};
pub(crate) use message::{message, written};
pub(crate) use tokens::tokens;
