//! No key is in anything that is printed or written: every provider is asked with a key that is known, by servers that send
//! it back in every way, and all that comes of it is searched.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "clippy excepts test functions, not their helpers"
)]

mod asked;
mod calls;
mod files;
mod key;
mod panics;
mod proxy;
mod replies;
mod told;
mod values;
mod wiped;
mod witness;
