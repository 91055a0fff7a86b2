//! A model that calls tools until it has an answer.

mod event;
mod looped;
mod run;
mod session;
mod stream;
mod verdict;

pub use event::{ToolRunEnd, ToolRunEvent};
pub use looped::ToolLoop;
pub use run::ToolRun;
pub use verdict::ToolVerdict;
