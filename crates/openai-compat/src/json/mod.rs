//! A reader of JSON that goes forward through a text and builds nothing but what is asked for.
//!
//! Nearly all of a streamed chunk is token entries: short strings, one number, and arrays of small
//! integers. Reading these in place costs a third of what a general deserializer does.

mod bytes;
mod number;
mod reader;
mod string;
#[cfg(test)]
mod tests;

pub(crate) use bytes::ByteArray;
pub use reader::Reader;
