//! A small language model as a GGUF file, for tests of what runs such files.

mod alphabet;
mod chat;
mod file;
mod random;
mod tensors;
mod tiny;
mod value;
mod vocabulary;

pub use tiny::TinyModel;
pub use value::GgufValue;
