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
pub use routing::{
    Asked, Cascade, CascadeRecord, Escalation, Group, LOW_CONFIDENCE, Sample, Samples,
    SelfConsistency, Signal, StopWhen, mean_surprisal_above, stop_when,
};
pub use scoring::{
    ChoiceScores, Drift, DriftProbe, MultipleChoice, Normalization, ScoredChoice, Snapshot,
    TextPerplexity,
};
