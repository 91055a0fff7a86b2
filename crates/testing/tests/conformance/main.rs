//! The conformance suite itself: a model that does everything right passes all of it, and for each case there is a
//! fault by which that case fails, and no other but the companions that `faults` names.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "clippy excepts test functions, not their helpers"
)]

mod double;
mod faults;
mod options;
mod suite;
