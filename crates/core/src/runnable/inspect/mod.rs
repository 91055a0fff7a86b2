//! Being told what happens to calls.

mod event;
mod watch;
mod wrapper;

pub use event::CallEvent;
pub use wrapper::Inspect;
