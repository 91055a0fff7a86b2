//! What a server offers beside its chats.

mod info;
mod models;
mod pull;

pub use info::ModelInfo;
pub use models::OllamaClient;
pub use pull::PullProgress;
