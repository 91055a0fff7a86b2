//! Models that are asked, left or stopped by confidence.

mod cascade;
mod consistency;
mod entry;
mod escalation;
mod groups;
mod record;
mod samples;
mod shadow;
mod stop;
mod stopping_model;
mod window;

pub use cascade::Cascade;
pub use consistency::SelfConsistency;
pub use escalation::Escalation;
pub use groups::Group;
pub use record::{Asked, CascadeRecord, Signal};
pub use samples::{Sample, Samples};
pub use stop::{LOW_CONFIDENCE, stop_when};
pub use stopping_model::StopWhen;
pub use window::Window;
