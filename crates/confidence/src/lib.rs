//! What people do with token log probabilities: labels with probabilities, judged scores, the confidence of each field
//! of a JSON answer, calibration, routing, and pictures. Over any provider.
//!
//! ```
//! use surprisal_confidence::{At, Labels, Measure};
//! use surprisal_core::{CallOptions, Result, RunnableExt};
//!
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<()> {
//! # use surprisal_testing::{FakeChatModel, token};
//! # let model = FakeChatModel::new().say([token("positive").p(0.8).alternative("negative", 0.2)]);
//! let model = model.bind(CallOptions::new().logprobs(true).top_logprobs(5));
//! let answer = model.invoke("positive or negative: `I liked it.`").await?;
//!
//! let sentiment = Labels::new(["positive", "negative"]).read(&answer, At::First)?;
//! assert_eq!(sentiment.best(), Some("positive"));
//! assert!((sentiment.probability("negative").unwrap().lower - 0.2).abs() < 1e-12);
//!
//! assert_eq!(Measure::Perplexity.of(&answer).map(|perplexity| perplexity < 1.3), Some(true));
//! # Ok(()) }
//! ```
//!
//! | to | see |
//! |---|---|
//! | know which of some labels an answer is | [`Labels`], [`LabelDistribution`] |
//! | read a score that a model gives | [`Judge`], [`Verdict`] |
//! | know how sure each value of a JSON answer is | [`Fields`], [`FieldStream`], [`FieldReader`] |
//! | say in one number how sure an answer is | [`Measure`], [`Running`], [`entropy_bounds`] |
//! | make of that number the probability of being right | [`Platt`], [`Isotonic`], [`TemperatureScaling`], [`Calibrator`] |
//! | know how good such probabilities are | [`Reliability`], [`Ranking`] |
//! | ask a big model only where a small one is not sure | [`Cascade`], [`Escalation`], [`Threshold`] |
//! | ask several times and see how far the answers agree | [`SelfConsistency`], [`Samples`] |
//! | stop an answer that is not sure | [`StopWhen`], [`stop_when`] |
//! | choose the likeliest of given texts, or compare them | [`MultipleChoice`], [`TextPerplexity`] |
//! | notice that a model has changed | [`DriftProbe`], [`Snapshot`], [`Drift`] |
//! | look at it | [`HeatMap`], [`HeatPainter`], [`HtmlPage`] |
//! | take it to pandas, DuckDB or Polars | [`TokenWriter`] |

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
    Bin, Binning, BrierParts, Calibrator, FittedOn, Isotonic, Platt, Ranking, Reliability,
    Selection, TemperatureScaling, Threshold,
};
pub use export::TokenWriter;
pub use field::{
    Boundary, Decision, Field, FieldKind, FieldReader, FieldStream, Fields, FieldsError, JsonError,
    JsonErrorKind, OwnedField,
};
pub use interval::Interval;
pub use judge::{Judge, ScoreMode, Verdict};
pub use label::{At, Fold, LabelDistribution, Labels};
pub use measure::{
    Direction, Measure, Needs, Running, Signal, Unit, Window, WithRunning, entropy_bounds,
};
pub use picture::{
    ColorDepth, Doubt, FieldRow, HeatMap, HeatPainter, HtmlPage, escape_controls, quote_token,
};
pub use routing::{
    Cascade, CascadeAnswer, CascadeRecord, Escalation, Group, Sample, Samples, SelfConsistency,
    StopWhen, mean_surprisal_above, stop_when,
};
pub use scoring::{
    ChoiceScores, Drift, DriftProbe, MultipleChoice, Normalization, ScoredChoice, Snapshot,
    TextPerplexity,
};
