//! Calibrators and the numbers by which they are judged.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "clippy excepts test functions, not their helpers"
)]

mod data;
mod diagram;
mod errors;
mod isotonic;
mod platt;
mod properties;
mod ranking;
mod reliability;
mod serialized;
mod temperature;
