use surprisal_core::{Capabilities, Feature, Support};

use crate::{ChatCompletions, Dialect, TokenForm};

/// A model on TensorRT-LLM's server.
pub type ChatTensorRtLlm = ChatCompletions<TensorRtLlm>;

/// TensorRT-LLM's `trtllm-serve`.
///
/// Its tokens are all in the content's channel: those of the reasoning and of tool calls as well. Its bytes are
/// made of text, so parts of characters have none. −9999.0 stands for −∞, and also for "not computed".
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct TensorRtLlm;

impl Dialect for TensorRtLlm {
    const PROVIDER: &'static str = "tensorrt-llm";
    const BASE_URL: &'static str = "http://localhost:8000/v1";
    const KEY_VARIABLE: &'static str = "TRTLLM_API_KEY";
    const BASE_URL_VARIABLE: &'static str = "TRTLLM_BASE_URL";
    const KEY_IS_OPTIONAL: bool = true;
    const TOKEN_FORM: TokenForm = TokenForm::BYTES_OF_TEXT;
    const CAPABILITIES: Capabilities = Capabilities::UNKNOWN
        .yes(Feature::LOGPROBS)
        .yes(Feature::SAMPLING)
        .with(&[Feature::LogitBias], Support::Unknown)
        .yes(Feature::JSON)
        .some_models(&[
            Feature::Tools,
            Feature::ToolChoice,
            Feature::ReasoningEffort,
        ])
        .no(&[Feature::Metadata]);
}
