//! A chat model that says what a script tells it, with log probabilities.

mod answer;
mod model;
mod token;

pub use model::{FakeCall, FakeChatModel};
pub use token::{FakeToken, token};
