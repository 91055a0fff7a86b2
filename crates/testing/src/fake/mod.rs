//! A chat model that says what a script tells it, or what a seed makes up, with log probabilities.

mod answer;
mod call;
mod cut;
mod fault;
mod model;
mod obey;
mod piece;
mod play;
mod run;
mod seeded;
mod state;
mod token;
mod tokens;
mod write;

pub use answer::FakeAnswer;
pub use call::FakeCall;
pub use fault::Fault;
pub use model::FakeChatModel;
pub(crate) use obey::PROVIDER;
pub use token::{FakeToken, byte_token, token};
pub use tokens::FakeTokens;
