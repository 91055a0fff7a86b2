//! The client over loopback and over a scripted transport.
#![allow(clippy::unwrap_used, reason = "helpers of tests fail the test")]

mod acme;
mod builder;
mod driver;
mod elsewhere;
mod faults;
mod held;
mod limits;
mod listing;
#[cfg(feature = "reqwest")]
mod support;
mod tokens;
#[cfg(feature = "reqwest")]
mod wire;
