use serde::{Deserialize, Serialize};
use surprisal_core::{ResponseMetadata, Usage};

use crate::Signal;

/// What a [`Cascade`](super::Cascade) did with a call, for a log: what thresholds and calibrators are chosen from.
///
/// ```
/// use surprisal_confidence::CascadeRecord;
///
/// let line = r#"{
///     "signal": {"measure": "normalized_probability"}, "threshold": 0.8, "value": 0.7, "escalated": true,
///     "shadow": false, "small": {"model": "small", "usage": {"input_tokens": 9}}, "big": null, "agree": null,
///     "error": "timeout"
/// }"#;
/// let record: CascadeRecord = serde_json::from_str(line)?;
/// assert!(record.escalated && record.big.is_none());
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CascadeRecord {
    /// Which signal was compared with the threshold. `None` where a function chose.
    pub signal: Option<Signal>,
    /// The threshold, in the signal's unit.
    pub threshold: Option<f64>,
    /// The signal of the small model's answer, in its own unit. `None` where the answer has none, or where a function
    /// chose.
    pub value: Option<f64>,
    /// Whether the big model was asked for the answer.
    pub escalated: bool,
    /// Whether the big model was asked for this record alone.
    pub shadow: bool,
    /// The small model's part.
    pub small: CascadeAnswer,
    /// The big model's part. `None` where it was not asked, failed, or was not heard to its end.
    pub big: Option<CascadeAnswer>,
    /// Whether both gave the same text, white space at its ends aside, and the same tool calls, ids aside. `None` where
    /// there are no two.
    pub agree: Option<bool>,
    /// Why there is no answer of the big model although it was asked, if it said so.
    pub error: Option<String>,
}

impl CascadeRecord {
    /// What both models cost together: see [`Usage::sum_of`].
    pub fn usage(&self) -> Usage {
        let parts = [Some(&self.small), self.big.as_ref()];
        Usage::sum_of(parts.into_iter().flatten().map(|part| part.usage.clone()))
    }
}

/// Who answered, and at what cost.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct CascadeAnswer {
    /// The provider, where it is told.
    pub provider: Option<String>,
    /// The model, as it calls itself.
    pub model: Option<String>,
    /// What it cost, in tokens.
    pub usage: Usage,
}

impl CascadeAnswer {
    pub(super) fn new(metadata: &ResponseMetadata, usage: &Usage) -> Self {
        Self {
            provider: metadata.provider.clone(),
            model: metadata.model.clone(),
            usage: usage.clone(),
        }
    }
}
