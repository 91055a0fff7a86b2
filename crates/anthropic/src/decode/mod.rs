mod answer;
mod block;
mod blocks;
mod event;
mod stream;
mod usage;

pub(crate) use answer::answer;
pub use stream::AnthropicDecoder;
