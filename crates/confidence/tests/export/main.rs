//! Tokens as rows of JSON Lines and of Parquet.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "clippy excepts test functions, not their helpers"
)]

mod answers;
mod jsonl;
#[cfg(feature = "parquet")]
mod parquet;
mod recorded;
