use std::time::Duration;

use serde::Deserialize;
use surprisal_core::ResponseMetadata;

/// What Ollama tells of how an answer was made: the times it took, and the server that really ran the model.
///
/// It is read of the answer's own JSON, which is kept where [`CallOptions::raw`](surprisal_core::CallOptions::raw) asks
/// for it.
///
/// ```no_run
/// # async fn example() -> surprisal_core::Result<()> {
/// use surprisal_core::{CallOptions, RunnableExt};
/// use surprisal_ollama::{ChatOllama, OllamaMetrics};
///
/// let llm = ChatOllama::from_env("gemma3")?.bind(CallOptions::new().raw(true));
/// let answer = llm.invoke("how are you today").await?;
/// let metrics = OllamaMetrics::of(answer.response_metadata());
/// println!("{:?}", metrics.and_then(|metrics| metrics.eval));
/// # Ok(()) }
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
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

/// As the last line of an answer has it, in nanoseconds.
#[derive(Deserialize)]
struct Wire {
    done: bool,
    total_duration: Option<u64>,
    load_duration: Option<u64>,
    prompt_eval_duration: Option<u64>,
    eval_duration: Option<u64>,
    remote_model: Option<String>,
    remote_host: Option<String>,
}

impl OllamaMetrics {
    /// The metrics of an answer; `None` if its JSON was not kept, or it has no end.
    pub fn of(answer: &ResponseMetadata) -> Option<Self> {
        let lines = answer.raw.iter().rev();
        let mut lines = lines.filter_map(|line| serde_json::from_str::<Wire>(line).ok());
        let last = lines.find(|line| line.done)?;
        Some(Self {
            total: last.total_duration.map(Duration::from_nanos),
            load: last.load_duration.map(Duration::from_nanos),
            prompt_eval: last.prompt_eval_duration.map(Duration::from_nanos),
            eval: last.eval_duration.map(Duration::from_nanos),
            remote_model: last.remote_model,
            remote_host: last.remote_host,
        })
    }
}
