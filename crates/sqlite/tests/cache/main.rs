//! Answers in a SQLite file.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "clippy excepts test functions, not their helpers"
)]

mod answers;
mod file;
mod shared;

use surprisal_core::{CacheKey, CachedAnswer, CallOptions, Messages, Profile};

fn key(text: &str) -> CacheKey {
    let profile = Profile::new("acme", "acme-large");
    CacheKey::new(profile, &Messages::from(text), &CallOptions::new(), None).unwrap()
}

fn answer(text: &str) -> CachedAnswer {
    CachedAnswer::new([text.into()])
}
