//! The fetching of files against a hub on loopback and a pip that is a script.

mod bench;
mod cache;
mod hub;
#[cfg(unix)]
mod pip;
mod resume;
mod waiting;
