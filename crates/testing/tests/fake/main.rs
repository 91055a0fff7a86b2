//! The fake chat model: what it says is as lawful as a real model's, and each fault breaks what its name says.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "clippy excepts test functions, not their helpers"
)]

mod faults;
mod laws;
mod schema;
mod script;
mod seeded;
mod time;
