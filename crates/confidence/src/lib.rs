//! What people do with token log probabilities: labels with probabilities, judged scores, the confidence of each field
//! of a JSON answer, calibration, routing, and pictures. Over any provider.

#![cfg_attr(docsrs, feature(doc_cfg))]

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
mod utf8;

pub use calibration::{
    Bin, Bins, BrierParts, Calibrator, FittedOn, Isotonic, Platt, Ranking, Reliability, ScoreName,
    Selection, Temperature, Threshold,
};
pub use export::TokenWriter;
pub use field::{
    Boundary, Decision, Field, FieldDone, FieldKind, FieldReader, FieldStream, Fields, JsonError,
    JsonErrorKind, NoFields,
};
pub use interval::Interval;
pub use judge::{Judge, ScoreMode, Verdict};
pub use label::{At, Fold, LabelDistribution, Labels};
pub use measure::{Direction, Measure, Needs, Running, Unit, Window, WithRunning, entropy};
pub use picture::{ColorDepth, Doubt, FieldRow, Heat, HeatPainter, Page, harmless, legend, quoted};
pub use routing::{
    Asked, Cascade, CascadeRecord, Escalation, Group, Sample, Samples, SelfConsistency, Signal,
    StopWhen, mean_surprisal_above, stop_when,
};
pub use scoring::{
    ChoiceScores, Drift, DriftProbe, MultipleChoice, Normalization, ScoredChoice, Snapshot,
    TextPerplexity,
};
