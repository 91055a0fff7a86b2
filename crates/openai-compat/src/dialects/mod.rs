//! The services that speak Chat Completions, one small file each.

mod generic;

pub use generic::Generic;
