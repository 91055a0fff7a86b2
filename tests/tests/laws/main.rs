//! Laws of the wire: however the bytes of a stream are cut, and whoever set the options.
//!
//! The decoder of a protocol is made by its model alone, so what drives it without a network is a
//! transport in memory: the client, decoder and reader that are in use, on bytes that a test cuts.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "clippy excepts test functions, not their helpers"
)]

mod bounds;
mod cuts;
mod memory;
mod precedence;
mod provider_options;
mod schema;
mod schema_check;
mod schema_embeddings;
mod schema_requests;
mod schema_responses;
mod schema_score;
mod survive;
mod zeros;
