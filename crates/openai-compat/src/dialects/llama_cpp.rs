use surprisal_core::{Capabilities, Feature};

use crate::{ChatCompletions, Dialect};

/// A model on llama.cpp's server.
pub type ChatLlamaCpp = ChatCompletions<LlamaCpp>;

/// llama.cpp's server.
///
/// Its tokens have ids and true bytes, and are the model's own, before temperature and filters. The lowest `f32`
/// stands for −∞. A character of several tokens is one entry, with the last token's id and number: there the
/// entries are fewer than the tokens, and their sum is too small. With tools a stream gives no log
/// probabilities, and it is an error to ask for them.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct LlamaCpp;

impl Dialect for LlamaCpp {
    const PROVIDER: &'static str = "llama.cpp";
    const BASE_URL: &'static str = "http://localhost:8080/v1";
    const KEY_VARIABLE: &'static str = "LLAMA_API_KEY";
    const BASE_URL_VARIABLE: &'static str = "LLAMA_CPP_BASE_URL";
    const KEY_IS_OPTIONAL: bool = true;
    const CAPABILITIES: Capabilities = Capabilities::UNKNOWN
        .yes(Feature::LOGPROBS)
        .yes(Feature::SAMPLING)
        .yes(Feature::JSON)
        .some_models(Feature::TOOLS)
        .some_models(&[Feature::ReasoningEffort])
        .no(&[Feature::ScoreText, Feature::Metadata]);
}
