//! How good probabilities are: whether what is said to be right in 80 % of cases is.

mod bins;
mod bootstrap;
mod losses;
mod report;
mod style;
mod svg;
mod table;

pub use bins::{Bin, Binning};
pub use losses::BrierParts;
pub use report::Reliability;
