use serde::{Deserialize, Serialize};

/// What to do where something that was asked for cannot be had.
///
/// ```
/// use surprisal_core::{CallOptions, ChatModel, Policy, Result, RunnableExt};
///
/// async fn ask(model: impl ChatModel) -> Result<()> {
///     let options = CallOptions::new().seed(7).on_unsupported(Policy::Warn);
///     let answer = model.bind(options).invoke("Toss a coin.").await?;
///     for warning in &answer.response_metadata().warnings {
///         eprintln!("{warning}"); // such as that there is no option `seed`
///     }
///     Ok(())
/// }
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Policy {
    /// Fail, saying what was asked and what would work.
    #[default]
    Error,
    /// Go on, with a [`Warning`](crate::Warning) in the answer's metadata.
    Warn,
}
