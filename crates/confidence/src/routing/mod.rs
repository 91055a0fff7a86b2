//! Models that are asked, left or stopped by confidence.

mod cascade;
mod condition;
mod consistency;
mod entry;
mod escalation;
mod groups;
mod record;
mod samples;
mod shadow;
mod stop;
mod stopping_model;

pub use cascade::Cascade;
pub use condition::mean_surprisal_above;
pub use consistency::SelfConsistency;
pub use escalation::Escalation;
pub use groups::Group;
pub use record::{CascadeAnswer, CascadeRecord};
pub use samples::{Sample, Samples};
pub use stop::stop_when;
pub use stopping_model::StopWhen;
