//! Chat models whose answers are kept.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "clippy excepts test functions, not their helpers"
)]

#[allow(dead_code, reason = "shared with the laws, which use all of it")]
#[path = "../laws/arbitrary.rs"]
mod arbitrary;
mod caches;
#[path = "../laws/each.rs"]
mod each;
mod failures;
mod hits;
mod key;
mod keys_of_messages;
mod memory;
mod model;
mod streams;
