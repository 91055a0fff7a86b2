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

pub use interval::Interval;
pub use measure::{Direction, Measure, Unit};
pub use picture::{ColorDepth, Doubt, FieldRow, Heat, HeatPainter, Page, harmless, legend, quoted};
