use std::fmt;
use std::sync::Arc;

use surprisal_core::{
    AiMessage, CallOptions, Feature, HasLogprobs, Options as _, Policy, Profile, Support,
    TokenLogprob,
};

use crate::label::MOST;
use crate::{Direction, Measure, Needs, Signal};

/// When a [`Cascade`](super::Cascade) does not take the answer of its small model.
///
/// Made by [`Measure::less_sure_than`], by [`below`](Self::below) for a signal of your own, or of any
/// `Fn(&AiMessage) -> bool` that is true where the big model is to be asked.
///
/// ```
/// use surprisal_confidence::{Escalation, Measure};
/// use surprisal_core::{AiMessage, FinishReason, HasLogprobs};
///
/// let by_measure = Measure::NormalizedProbability.less_sure_than(0.8);
/// let by_measure = Measure::Perplexity.less_sure_than(1.25); // escalates above it: greater is less sure
///
/// let calibrated = Escalation::below(0.95, "calibrated", |answer| {
///     answer.joint_probability().map(|p| 1.0 / (1.0 + (-8.0 * (p - 0.7)).exp()))
/// });
/// let cut_off = Escalation::from(|answer: &AiMessage| answer.finish_reason() == Some(&FinishReason::Length));
/// ```
#[derive(Clone)]
pub struct Escalation {
    rule: Rule,
    top_logprobs: Option<u32>,
}

#[derive(Clone)]
enum Rule {
    /// An answer without log probabilities.
    Silence,
    Threshold {
        signal: Signal,
        of: Of,
        threshold: f64,
        direction: Direction,
    },
    Choice(Arc<dyn Fn(&AiMessage) -> bool + Send + Sync>),
}

type Of = Arc<dyn Fn(&AiMessage) -> Option<f64> + Send + Sync>;

/// How far rounding may put a value beyond a threshold that it is equal to, relatively.
const ROUNDING: f64 = 1e-12;

impl Measure {
    /// Escalates answers that are less sure than this: below the threshold for a measure of which more is surer, above
    /// it for one of which less is. An answer at the threshold is sure enough.
    ///
    /// An answer without signal is never sure enough: one without log probabilities, or one of which a token has no
    /// exact score, or no alternatives where the measure is about them, since the measure passes over that token. So is
    /// every answer where the threshold is NaN.
    pub fn less_sure_than(self, threshold: f64) -> Escalation {
        let is_told = move |token: &TokenLogprob| {
            token.score().exact().is_some()
                && match self.needs() {
                    Needs::Chosen => true,
                    Needs::Alternatives => token.top_logprobs().is_some_and(|top| !top.is_empty()),
                }
        };
        let of = move |answer: &AiMessage| {
            let is_whole = answer.tokens().iter().all(is_told);
            is_whole.then(|| self.of(answer)).flatten()
        };
        let escalation =
            Escalation::threshold(Signal::Measure(self), of, threshold, self.direction());
        match self.needs() {
            Needs::Alternatives => escalation.top_logprobs(MOST),
            Needs::Chosen => escalation,
        }
    }
}

impl Escalation {
    /// Escalates answers whose signal is below a threshold, or that have none; such as a calibrated probability of
    /// being right. The name is that of the signal in [`CascadeRecord`](super::CascadeRecord).
    pub fn below(
        threshold: f64,
        name: impl Into<String>,
        signal: impl Fn(&AiMessage) -> Option<f64> + Send + Sync + 'static,
    ) -> Self {
        let name = Signal::Named(name.into());
        Self::threshold(name, signal, threshold, Direction::HigherIsSurer)
    }

    /// Asks the small model for so many alternatives a token, 0 to 20, where the caller says nothing of them: for
    /// signals of your own that need alternatives. A measure that needs some has 20 unless set, or as many as the
    /// service is known to list.
    #[must_use]
    pub fn top_logprobs(mut self, count: u32) -> Self {
        self.top_logprobs = Some(count);
        self
    }

    /// Escalates answers without log probabilities, and no others.
    pub(super) fn silence() -> Self {
        Self {
            rule: Rule::Silence,
            top_logprobs: None,
        }
    }

    fn threshold(
        signal: Signal,
        of: impl Fn(&AiMessage) -> Option<f64> + Send + Sync + 'static,
        threshold: f64,
        direction: Direction,
    ) -> Self {
        let rule = Rule::Threshold {
            signal,
            of: Arc::new(of),
            threshold,
            direction,
        };
        Self {
            rule,
            top_logprobs: None,
        }
    }

    /// The options with which the small model is asked: those of the call, with log probabilities where nobody said
    /// whether there are to be any.
    pub(super) fn ask(&self, options: &CallOptions, small: &Profile) -> CallOptions {
        let mut asked = options.clone();
        let held = options.clone().or(&small.options);
        let measured = matches!(self.rule, Rule::Threshold { .. });
        // A choice may need none, and a small model that has none is then not asked for what it refuses.
        let may_ask = measured || small.capabilities.support(Feature::Logprobs) != Support::No;
        let asks = held.logprobs.is_none() && may_ask;
        if asks {
            asked.logprobs = Some(true);
        }
        if (asks || held.wants_logprobs()) && held.top_logprobs.is_none() {
            let limit = small.capabilities.top_logprobs_limit();
            asked.top_logprobs = self
                .top_logprobs
                .map(|count| limit.map_or(count, |limit| count.min(limit)));
        }
        // That there are none is what sends the call on, and so no error of it.
        let may_be_missing = asks || !matches!(self.rule, Rule::Choice(_));
        if may_be_missing && held.on_logprobs_missing.is_none() {
            asked.on_logprobs_missing = Some(Policy::Warn);
        }
        asked
    }

    /// What it says of an answer of the small model.
    pub(super) fn judge(&self, answer: &AiMessage) -> Judgement {
        match &self.rule {
            Rule::Silence => Judgement::of(answer.measures().exact() == 0),
            Rule::Choice(escalates) => Judgement::of(escalates(answer)),
            Rule::Threshold {
                signal,
                of,
                threshold,
                direction,
            } => {
                let value = of(answer).filter(|value| !value.is_nan());
                Judgement {
                    signal: Some(signal.clone()),
                    threshold: Some(*threshold),
                    value,
                    escalates: !value.is_some_and(|value| is_sure(value, *threshold, *direction)),
                }
            }
        }
    }
}

fn is_sure(value: f64, threshold: f64, direction: Direction) -> bool {
    let rounding = ROUNDING * threshold.abs();
    match direction {
        Direction::HigherIsSurer => value >= threshold - rounding,
        Direction::LowerIsSurer => value <= threshold + rounding,
    }
}

/// Whether the big model is asked, and what of the answer says so.
pub(super) struct Judgement {
    pub(super) signal: Option<Signal>,
    pub(super) threshold: Option<f64>,
    pub(super) value: Option<f64>,
    pub(super) escalates: bool,
}

impl Judgement {
    /// One that no signal was compared for.
    fn of(escalates: bool) -> Self {
        Self {
            signal: None,
            threshold: None,
            value: None,
            escalates,
        }
    }
}

impl<F: Fn(&AiMessage) -> bool + Send + Sync + 'static> From<F> for Escalation {
    fn from(escalates: F) -> Self {
        Self {
            rule: Rule::Choice(Arc::new(escalates)),
            top_logprobs: None,
        }
    }
}

impl fmt::Debug for Escalation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("Escalation");
        if let Rule::Threshold {
            signal, threshold, ..
        } = &self.rule
        {
            out.field("signal", signal).field("threshold", threshold);
        }
        out.field("top_logprobs", &self.top_logprobs)
            .finish_non_exhaustive()
    }
}
