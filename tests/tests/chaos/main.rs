//! The library against a server of faults that others wrote, which judges its clients: llmock 0.2.2 of PyPI.
//!
//! `tests/llmock/install target/llmock` brings it. `SURPRISAL_LLMOCK` names another executable; where there is none,
//! the tests print that they were skipped.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "clippy excepts test functions, not their helpers"
)]

mod faults;
mod judged;
mod limits;
mod llmock;
mod tests;
