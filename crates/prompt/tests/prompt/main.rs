//! What a prompt makes of its variables, and what it says where it cannot.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "clippy excepts test functions, not their helpers"
)]

mod errors;
mod messages;
mod variables;
