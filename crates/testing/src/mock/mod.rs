//! A chat model of which a test says which calls it expects.

mod expect;
mod model;

pub use model::MockChatModel;
