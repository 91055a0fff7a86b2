use crate::Dialect;

/// Any server that speaks Chat Completions: without a key unless one is given, and with all options, of which it
/// is not known whether the server has them.
///
/// What a server does otherwise is told to the builder:
///
/// ```
/// use surprisal_core::Feature;
/// use surprisal_openai_compat::{ChatCompletions, Generic};
///
/// let llm = ChatCompletions::<Generic>::builder("large")
///     .base_url("https://llm.example/v1")
///     .api_key("secret")
///     .protocol(|chat| {
///         chat.max_tokens_field = "max_completion_tokens".into();
///         chat.capabilities = chat.capabilities.no(&[Feature::Seed]).most_top_logprobs(5);
///         chat.stream_usage = false;
///     })
///     .build()?;
/// # Ok::<(), surprisal_core::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Generic;

impl Dialect for Generic {
    const PROVIDER: &'static str = "openai-compatible";
    const BASE_URL: &'static str = "http://localhost:8080/v1";
    const KEY_VARIABLE: &'static str = "OPENAI_COMPATIBLE_API_KEY";
    const BASE_URL_VARIABLE: &'static str = "OPENAI_COMPATIBLE_BASE_URL";
    const KEY_IS_OPTIONAL: bool = true;
}
