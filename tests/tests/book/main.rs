//! The pages of the repository: that what they link to is there, and that every page of the book can be found.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "clippy excepts test functions, not their helpers"
)]

mod links;
mod names;
mod page;
mod pages;
