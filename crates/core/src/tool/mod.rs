//! Tools: what a model may call, and the calls that it makes.

mod call;
mod choice;
mod chunk;
mod definition;

pub use call::{InvalidToolCall, ToolCall};
pub use choice::ToolChoice;
pub use chunk::ToolCallChunk;
pub(crate) use chunk::written_calls;
pub use definition::ToolDefinition;
