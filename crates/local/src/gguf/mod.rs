//! GGUF files: what they say about a model, with errors that name the key.

mod file;
mod metadata;

pub(crate) use file::GgufFile;
pub(crate) use metadata::Metadata;
