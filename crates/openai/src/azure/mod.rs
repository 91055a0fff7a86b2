//! OpenAI's models as Azure serves them.

mod base;
mod builder;
mod credential;
mod dialect;
mod model;

pub use builder::ChatAzureOpenAiBuilder;
pub use model::ChatAzureOpenAi;
