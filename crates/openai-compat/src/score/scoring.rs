/// How a service is asked for the log probabilities of a given text, over its completions.
///
/// ```
/// use surprisal_openai_compat::{ChatCompletions, Generic, Scoring};
///
/// let model = ChatCompletions::<Generic>::builder("qwen3-0.6b")
///     .base_url("http://localhost:8000/v1")
///     .protocol(|chat| chat.scoring = Scoring::PromptLogprobs)
///     .build()?;
/// # Ok::<(), surprisal_core::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Scoring {
    /// By `echo` with `logprobs`: the prompt comes back in front of the completion, each token with its log
    /// probability. OpenAI's way, with the models that still do it; vLLM and others know it.
    #[default]
    Echo,
    /// By `prompt_logprobs`, vLLM's own way: with the ids and the ranks of the tokens.
    PromptLogprobs,
}

impl Scoring {
    /// The field that asks for it.
    pub(super) fn field(self) -> &'static str {
        match self {
            Self::Echo => "echo",
            Self::PromptLogprobs => "prompt_logprobs",
        }
    }
}
