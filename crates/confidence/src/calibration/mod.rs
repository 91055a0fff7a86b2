//! From a measure to the probability of being right, and how good that is.

mod calibrator;
mod examples;
mod fitted_on;
mod isotonic;
mod platt;
mod ranking;
mod reliability;
mod temperature;
mod wilson;

pub use calibrator::Calibrator;
pub use fitted_on::FittedOn;
pub use isotonic::Isotonic;
pub use platt::Platt;
pub use ranking::{Ranking, Selection, Threshold};
pub use reliability::{Bin, Binning, BrierParts, Reliability};
pub use temperature::TemperatureScaling;
