//! Answers that are values of a type.

mod asked;
mod chunk;
mod ext;
mod method;
mod output;
mod read;
mod repair;
mod request;
mod value;

pub use chunk::StructuredChunk;
pub use ext::StructuredExt;
pub use method::StructuredMethod;
pub use output::StructuredOutput;
pub use repair::rejected_answers;
pub use value::Structured;
