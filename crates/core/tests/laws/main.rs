//! The laws that everything else relies on, each over arbitrary values.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "clippy excepts test functions, not their helpers"
)]

mod arbitrary;
mod batch;
mod bounds;
mod coercion;
mod coercion_errors;
mod content_filter;
mod each;
mod echo;
mod json;
mod merge;
mod options;
mod round_trip;
mod whole;
