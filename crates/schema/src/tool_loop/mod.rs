//! A model that calls tools until it has an answer.

mod event;
mod looped;
mod run;
mod session;
mod stream;
mod verdict;

pub use event::{RunEnd, ToolRunEvent};
pub use looped::ToolLoop;
pub use run::ToolRun;
pub use verdict::Verdict;
