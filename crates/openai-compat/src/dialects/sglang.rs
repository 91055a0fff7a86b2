use surprisal_core::{Capabilities, Feature};

use crate::{ChatCompletions, Dialect, TokenForm};

/// A model on an SGLang server.
pub type ChatSglang = ChatCompletions<Sglang>;

/// SGLang's server, by Chat Completions.
///
/// Its bytes are made of text, so parts of characters have none.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Sglang;

impl Dialect for Sglang {
    const PROVIDER: &'static str = "sglang";
    const BASE_URL: &'static str = "http://localhost:30000/v1";
    const KEY_VARIABLE: &'static str = "SGLANG_API_KEY";
    const BASE_URL_VARIABLE: &'static str = "SGLANG_BASE_URL";
    const KEY_IS_OPTIONAL: bool = true;
    const TOKEN_FORM: TokenForm = TokenForm::BYTES_OF_TEXT;
    const CAPABILITIES: Capabilities = Capabilities::UNKNOWN
        .yes(Feature::LOGPROBS)
        .yes(Feature::SAMPLING)
        .yes(Feature::JSON)
        .some_models(&[
            Feature::Tools,
            Feature::ToolChoice,
            Feature::ReasoningEffort,
        ])
        .no(&[Feature::Metadata]);
}
