//! Answers of language models, kept in a SQLite file with all their log probabilities: [`SqliteCache`].
//!
//! SQLite is built with this crate, so a C compiler must be there, and no other crate of the program may link another
//! SQLite. The first build takes half a minute.

#![cfg_attr(docsrs, feature(doc_cfg))]

mod cache;
mod error;
mod schema;
mod worker;

pub use cache::SqliteCache;
