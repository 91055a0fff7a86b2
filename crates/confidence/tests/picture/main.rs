//! Pictures of answers: in a terminal, as a page of HTML, and that page in a browser.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "clippy excepts test functions, not their helpers"
)]

mod browser;
mod contrast;
mod devtools;
mod escapes;
mod heat;
mod in_browser;
mod page;
mod recorded;
mod support;
