//! OpenAI's models as Azure serves them.

mod dialect;
mod resource;

pub use dialect::AzureOpenAi;
