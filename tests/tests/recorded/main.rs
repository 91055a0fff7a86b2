//! That answers are read without loss: recorded ones, by an oracle that shares no code with the
//! library, and ones built from schemas for what no recording shows.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "clippy excepts test functions, not their helpers"
)]

mod agree;
mod aligned;
mod answers;
mod azure;
mod built;
mod built_ends;
mod built_streams;
mod dialects;
mod embeddings;
mod errors;
mod missing;
mod player;
mod replay;
mod responses;
mod twins;
