//! What people do with token log probabilities: labels with probabilities, judged scores, the confidence of each field
//! of a JSON answer, calibration, routing, and pictures. Over any provider.

mod calibration;
mod export;
mod field;
mod interval;
mod judge;
mod label;
mod measure;
mod picture;
mod routing;
mod scoring;

pub use calibration::{
    Bin, Bins, BrierParts, Calibrator, Escalation, FittedOn, Isotonic, Platt, Ranking, Reliability,
    ScoreName, Selection, Temperature,
};
pub use export::TokenWriter;
pub use interval::Interval;
pub use measure::{Direction, Measure, Unit};
#[cfg(doctest)]
#[doc = include_str!("../../../docs/calibration.md")]
mod book {}
