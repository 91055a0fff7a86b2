//! Answers of language models, kept in a SQLite file with all their log probabilities: [`SqliteCache`].
//!
//! ```
//! use surprisal_core::{Result, RunnableExt};
//! use surprisal_sqlite::SqliteCache;
//! # use surprisal_testing::FakeChatModel;
//!
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<()> {
//! # let model = FakeChatModel::new().say("Yes.");
//! let cache = SqliteCache::in_memory()?; // or `open("answers.sqlite")`
//! let model = model.with_cache(cache.clone());
//! let first = model.invoke("Is the sky blue?").await?;
//! let again = model.invoke("Is the sky blue?").await?; // costs nothing
//! assert_eq!(again.text(), first.text());
//! assert!(again.response_metadata().cached);
//! assert_eq!(cache.len().await?, 1);
//! # Ok(()) }
//! ```
//! SQLite is built with this crate, so a C compiler must be there, and no other crate of the program may link another
//! SQLite. The first build takes half a minute.

#![cfg_attr(docsrs, feature(doc_cfg))]

mod cache;
mod error;
mod schema;
mod worker;

pub use cache::SqliteCache;
