use surprisal_core::{Capabilities, Feature};

use crate::{ChatCompletions, Dialect, TokenForm};

/// A model on an Ollama server, by the part of its API that is OpenAI's.
pub type ChatOllamaCompat = ChatCompletions<OllamaCompat>;

/// Ollama's API, as far as it is OpenAI's.
///
/// Its bytes are made of text, so parts of characters have none; tokens of tool calls have no log probabilities.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct OllamaCompat;

impl Dialect for OllamaCompat {
    const PROVIDER: &'static str = "ollama-compat";
    const BASE_URL: &'static str = "http://localhost:11434/v1";
    const KEY_VARIABLE: &'static str = "OLLAMA_API_KEY";
    const BASE_URL_VARIABLE: &'static str = "OLLAMA_BASE_URL";
    const KEY_IS_OPTIONAL: bool = true;
    const TOKEN_FORM: TokenForm = TokenForm::BYTES_OF_TEXT;
    const CAPABILITIES: Capabilities = Capabilities::UNKNOWN
        .yes(Feature::LOGPROBS)
        .yes(Feature::SAMPLING)
        .yes(Feature::JSON)
        .some_models(&[Feature::Tools, Feature::ReasoningEffort])
        // What it does not know it passes over in silence.
        .no(&[
            Feature::ScoreText,
            Feature::LogitBias,
            Feature::N,
            Feature::ToolChoice,
            Feature::ParallelToolCalls,
            Feature::Metadata,
        ])
        .most_top_logprobs(20);
}
