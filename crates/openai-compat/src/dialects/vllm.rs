use surprisal_core::{Capabilities, Feature};

use crate::{ChatCompletions, Dialect, Scoring, TokenForm};

/// A model on a vLLM server.
pub type ChatVllm = ChatCompletions<Vllm>;

/// vLLM's server.
///
/// Its tokens are all in the content's channel: those of the reasoning, of the marks of tool calls and of the end
/// as well. Its bytes are made of text, so parts of characters have none. −9999.0 stands also for "not
/// computed". More than is portable goes by [`CallOptions::extra`](surprisal_core::CallOptions::extra):
///
/// | `extra` | gives |
/// |---|---|
/// | `("prompt_logprobs", 5)` | those of the prompt, in [`Channel::Prompt`](surprisal_core::Channel::Prompt), with ranks; not in streams |
/// | `("return_token_ids", true)` | beside log probabilities the ids of their tokens, of the answer and of the prompt |
/// | `("return_tokens_as_token_ids", true)` | ids in place of texts, also of alternatives |
/// | `("top_logprobs", -1)` | the whole vocabulary, where the server allows it |
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Vllm;

impl Dialect for Vllm {
    const PROVIDER: &'static str = "vllm";
    const BASE_URL: &'static str = "http://localhost:8000/v1";
    const KEY_VARIABLE: &'static str = "VLLM_API_KEY";
    const BASE_URL_VARIABLE: &'static str = "VLLM_BASE_URL";
    const KEY_IS_OPTIONAL: bool = true;
    const TOKEN_FORM: TokenForm = TokenForm {
        ids_as_text: true,
        ..TokenForm::BYTES_OF_TEXT
    };
    const SCORING: Scoring = Scoring::PromptLogprobs;
    const CAPABILITIES: Capabilities = Capabilities::UNKNOWN
        .yes(Feature::LOGPROBS)
        .yes(Feature::SAMPLING)
        .yes(Feature::JSON)
        .yes(&[Feature::ScoreText])
        .some_models(Feature::TOOLS)
        .some_models(&[Feature::ReasoningEffort])
        .no(&[Feature::Metadata]);
}
