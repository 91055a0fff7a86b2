//! Being told what happens to calls.

mod event;
mod watch;
mod wrapper;

pub use event::Event;
pub use wrapper::Inspect;
