//! Mistral over a loopback server: what goes out, and what is made of what comes.
//!
//! No answer here is a recording. All are *built from schemas*: Mistral's OpenAPI document, and the forms of the answers
//! that rig and the AI SDK have recorded.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::needless_pass_by_value,
    reason = "clippy excepts test functions, not their helpers; values read well where they are built"
)]

mod answers;
mod failures;
mod history;
mod options;
mod support;
mod turns;
