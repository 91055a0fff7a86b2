//! Tokens as rows, for other tools.

mod place;
mod row;
mod writer;

#[cfg(feature = "parquet")]
mod parquet;

pub use writer::TokenWriter;
