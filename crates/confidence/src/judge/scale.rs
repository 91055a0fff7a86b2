use std::ops::RangeInclusive;

use surprisal_core::{CallOptions, ChatModel, Error, HasLogprobs, Messages, Result, Runnable};

use super::Verdict;
use super::text::number;
use crate::label::{At, Fold, Labels, alternatives, ask};

/// What a score is read of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ScoreMode {
    /// Of the log probabilities. Where there are none it is an error.
    #[default]
    Require,
    /// Of the text alone: the number that the model wrote, without a deviation or a coverage.
    TopToken,
}

/// Reads the score that a model gives, as the mean of what it could have given (G-Eval: Liu et al. 2023, arXiv
/// 2303.16634).
///
/// The model wrote one number, and its log probabilities say how likely the others were. So the mean tells more than
/// the number, and the deviation how sure the model is.
///
/// ```
/// use surprisal_confidence::{At, Judge};
/// use surprisal_core::{CallOptions, Result, RunnableExt};
/// use surprisal_testing::{FakeChatModel, token};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<()> {
/// let model = FakeChatModel::new()
///     .say([token("8").p(0.6).alternative("7", 0.2).alternative(" 9", 0.2)])
///     .bind(CallOptions::new().logprobs(true).top_logprobs(5));
/// let answer = model.invoke("How good is the summary, from 0 to 10?").await?;
/// let verdict = Judge::scale(0..=10).read(&answer, At::First)?;
/// assert_eq!(verdict.mode(), 8);
/// assert!((verdict.mean() - 8.0).abs() < 1e-12);
/// assert!((verdict.standard_deviation().unwrap() - 0.4_f64.sqrt()).abs() < 1e-12);
/// # Ok(()) }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judge {
    scale: RangeInclusive<i32>,
    mode: ScoreMode,
}

/// A longer scale is taken for a mistake.
const LONGEST: i64 = 1001;

impl Judge {
    /// Scores of this range, both ends included.
    pub fn scale(scale: RangeInclusive<i32>) -> Self {
        let mode = ScoreMode::default();
        Self { scale, mode }
    }

    /// Sets what a score is read of; [`ScoreMode::Require`] unless it is set.
    #[must_use]
    pub fn score_mode(mut self, mode: ScoreMode) -> Self {
        self.mode = mode;
        self
    }

    /// The score at a place in an answer.
    ///
    /// White space, quotes and asterisks around it do not matter. A score of several tokens is read along the answer's
    /// own tokens; see [`LabelDistribution`](crate::LabelDistribution). A number with decimals is no score, unless they
    /// are 0.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::LogprobsMissing`](surprisal_core::ErrorKind::LogprobsMissing) for an answer without log
    /// probabilities, unless the mode is [`ScoreMode::TopToken`];
    /// [`ErrorKind::BadResponse`](surprisal_core::ErrorKind::BadResponse) where there is no score of the scale at the
    /// place, and as [`Labels::read`]; [`ErrorKind::InvalidInput`](surprisal_core::ErrorKind::InvalidInput) for a scale
    /// of fewer than two or more than 1001 scores.
    pub fn read(&self, answer: &(impl HasLogprobs + ?Sized), at: At<'_>) -> Result<Verdict> {
        let scores = i64::from(*self.scale.end()) - i64::from(*self.scale.start()) + 1;
        if !(2..=LONGEST).contains(&scores) {
            return Err(Error::invalid_input(format!(
                "the scale {:?} has {scores} scores: it can have 2 to {LONGEST}",
                self.scale
            )));
        }
        let scale = || self.scale.clone();
        let verdict = match self.mode {
            ScoreMode::Require => {
                let labels = Labels::new(scale().map(|score| score.to_string()));
                let distribution = labels.fold(Fold::Space).read(answer, at)?;
                Verdict::of(scale(), distribution)
            }
            ScoreMode::TopToken => {
                let text = answer.text();
                number(text.get(at.byte(&text)?..).unwrap_or_default())
                    .filter(|score| self.scale.contains(score))
                    .map(|score| Verdict::written(scale(), score))
            }
        };
        verdict.ok_or_else(|| {
            Error::bad_response(format!(
                "the answer has no score of {:?} at {at:?}",
                self.scale
            ))
            .with_body(answer.text())
        })
    }

    /// A runnable that asks a model and [reads](Self::read) its answer. It asks for log probabilities with 20
    /// alternatives, or as many as the service is known to list, unless the mode is [`ScoreMode::TopToken`]; options of
    /// a `bind` on this runnable and of the call win.
    ///
    /// # Errors
    ///
    /// Those of the model and of [`read`](Self::read).
    pub fn ask<M: ChatModel>(
        &self,
        model: M,
        at: At<'static>,
    ) -> impl Runnable<Input = Messages, Output = Verdict, Chunk = Verdict, Options = CallOptions> + use<M>
    {
        let judge = self.clone();
        let options = match self.mode {
            ScoreMode::Require => alternatives(&model),
            ScoreMode::TopToken => CallOptions::new(),
        };
        ask(model, options, move |answer| judge.read(answer, at))
    }
}
