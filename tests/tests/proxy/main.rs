//! Every provider over HTTP behind a network that fails: what an error says, what is asked for again, what is kept, and
//! that neither the key nor the prompt goes where it must not.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    reason = "clippy excepts test functions, not their helpers"
)]

mod cuts;
mod elsewhere;
mod faults;
mod forward;
mod limits;
mod providers;
mod support;
mod tls;
