//! A distribution over given labels.

mod ask;
mod at;
mod distribution;
mod fold;
mod labels;
mod open;
mod score;
mod walk;

pub(crate) use ask::{MOST, alternatives, ask};
pub use at::At;
pub use distribution::LabelDistribution;
pub use fold::Fold;
pub(crate) use fold::{Relation, relation};
pub use labels::Labels;
pub(crate) use open::Open;
