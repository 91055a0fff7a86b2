use futures::stream::{self, StreamExt as _, TryStreamExt as _};
use surprisal_core::{CallOptions, ChatModel, Result, RunnableExt as _};

use super::Snapshot;

/// How many alternatives a token are asked for, where the model lists so many.
const TOP: u32 = 20;

/// How many calls are made at once.
const CONCURRENCY: usize = 8;

/// Asks a model the same short thing several times for the log probabilities of the first token of its answer alone, to
/// see later by another [`Snapshot`] whether it has changed: Logprob Tracking (arXiv 2512.03816), for the price of a
/// token a call.
///
/// It asks for `logprobs`, twenty `top_logprobs` or as many as the model is known to list, and `max_tokens` of 1, where
/// nothing is bound to the model for these; some services take no such small limit of tokens, and reasoning models
/// spend it before they answer.
///
/// ```
/// use surprisal_confidence::DriftProbe;
/// use surprisal_testing::FakeChatModel;
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> surprisal_core::Result<()> {
/// let then = DriftProbe::new(FakeChatModel::seeded(1)).take(5).await?;
/// let stored = serde_json::to_string(&then).unwrap();
///
/// let now = DriftProbe::new(FakeChatModel::seeded(2)).take(5).await?;
/// let drift = serde_json::from_str::<surprisal_confidence::Snapshot>(&stored).unwrap().compare(&now, 999, 0)?;
/// assert!(drift.p_value < 0.05, "{drift:?}");
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
pub struct DriftProbe<M> {
    model: M,
    prompt: String,
}

impl<M: ChatModel> DriftProbe<M> {
    /// Of this model. The prompt is the letter x, as in the paper.
    pub fn new(model: M) -> Self {
        Self {
            model,
            prompt: "x".to_owned(),
        }
    }

    /// Sets what is asked: a text for which several answers are likely says more.
    #[must_use]
    pub fn prompt(mut self, prompt: impl Into<String>) -> Self {
        self.prompt = prompt.into();
        self
    }

    /// Asks so many times, eight at once; ten or more say more than five.
    ///
    /// # Errors
    ///
    /// The first of the model's; [`ErrorKind::LogprobsMissing`](surprisal_core::ErrorKind::LogprobsMissing) where the
    /// first token of an answer has no exact log probability.
    pub async fn take(&self, samples: usize) -> Result<Snapshot> {
        let profile = self.model.profile();
        let top = profile.capabilities.top_logprobs_limit();
        let held = profile.options;
        let options = CallOptions {
            logprobs: held.logprobs.or(Some(true)),
            top_logprobs: held.top_logprobs.or(Some(top.unwrap_or(TOP).min(TOP))),
            max_tokens: held.max_tokens.or(Some(1)),
            ..CallOptions::default()
        };
        let mut answers = stream::iter(0..samples)
            .map(|_| {
                self.model
                    .invoke_opts(self.prompt.as_str().into(), options.clone())
            })
            .buffered(CONCURRENCY);
        let mut snapshot = Snapshot::new(&self.prompt);
        while let Some(answer) = answers.try_next().await? {
            snapshot.push_answer(&answer)?;
        }
        Ok(snapshot)
    }
}
