//! The command as its users meet it: arguments, standard input and environment in; standard output,
//! standard error and exit code out.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "clippy excepts test functions, not their helpers"
)]

mod ask;
mod batch;
mod batch_stops;
mod chat;
mod echo;
mod failures;
mod html;
mod local;
mod pages;
mod score;
mod secrets;
mod setup;
mod support;
