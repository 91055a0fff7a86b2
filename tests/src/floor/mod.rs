//! The floor of the benchmarks: an answer read as plainly as a good program would that had nothing
//! but reqwest and serde_json, and wanted everything in it.
//!
//! Bytes are read through reqwest, split at line ends, and parsed into owned structs that hold the
//! envelope, and of every token its text, log probability, bytes and alternatives.

mod client;
mod decode;
mod message;
pub mod wire;

pub use client::{collect, invoke, stream};
pub use decode::Decoder;
pub use message::Message;
