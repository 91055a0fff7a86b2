use std::time::Duration;

use serde_json::Value;
use surprisal_core::ResponseMetadata;

/// What Ollama tells of how an answer was made: the times it took, and the server that really ran the model. It is what
/// [`ResponseMetadata::extra`] has under Ollama's names.
///
/// ```no_run
/// # async fn example() -> surprisal_core::Result<()> {
/// use surprisal_core::RunnableExt;
/// use surprisal_ollama::{ChatOllama, OllamaMetrics};
///
/// let llm = ChatOllama::from_env("gemma3")?;
/// let answer = llm.invoke("how are you today").await?;
/// let metrics = OllamaMetrics::of(answer.response_metadata());
/// println!("{:?}", metrics.and_then(|metrics| metrics.eval));
/// # Ok(()) }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct OllamaMetrics {
    /// From the request to the end of the answer.
    pub total: Option<Duration>,
    /// To load the model.
    pub load: Option<Duration>,
    /// To read the prompt.
    pub prompt_eval: Option<Duration>,
    /// To write the answer.
    pub eval: Option<Duration>,
    /// The model's name at the server that ran it, where that was another.
    pub remote_model: Option<String>,
    /// The URL of that server.
    pub remote_host: Option<String>,
}

impl OllamaMetrics {
    /// The metrics of an answer; `None` if it tells of none, such as one that has not ended.
    pub fn of(answer: &ResponseMetadata) -> Option<Self> {
        let time = |name: &str| {
            let nanoseconds = answer.extra.get(name).and_then(Value::as_u64);
            nanoseconds.map(Duration::from_nanos)
        };
        let text = |name: &str| {
            let text = answer.extra.get(name).and_then(Value::as_str);
            text.map(str::to_owned)
        };
        let metrics = Self {
            total: time("total_duration"),
            load: time("load_duration"),
            prompt_eval: time("prompt_eval_duration"),
            eval: time("eval_duration"),
            remote_model: text("remote_model"),
            remote_host: text("remote_host"),
        };
        (metrics != Self::default()).then_some(metrics)
    }
}
