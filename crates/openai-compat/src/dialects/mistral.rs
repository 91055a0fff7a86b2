use serde_json::{Map, Value};
use surprisal_core::{Capabilities, Feature};

use crate::{ChatCompletions, Dialect};

/// A model of Mistral, by the part of its API that is OpenAI's.
pub type ChatMistralCompat = ChatCompletions<MistralCompat>;

/// Mistral's API, as far as it is OpenAI's.
///
/// Its hosted models refuse log probabilities, by an error that is
/// [`ErrorKind::Unsupported`](surprisal_core::ErrorKind::Unsupported).
#[derive(Debug)]
#[non_exhaustive]
pub struct MistralCompat;

impl Dialect for MistralCompat {
    const PROVIDER: &'static str = "mistral-compat";
    const BASE_URL: &'static str = "https://api.mistral.ai/v1";
    const KEY_VARIABLE: &'static str = "MISTRAL_API_KEY";
    const BASE_URL_VARIABLE: &'static str = "MISTRAL_BASE_URL";
    // It tells the usage of a stream unasked.
    const STREAM_OPTIONS: bool = false;
    const CAPABILITIES: Capabilities = Capabilities::UNKNOWN
        .some_models(Feature::LOGPROBS)
        .some_models(&[Feature::ReasoningEffort])
        .yes(Feature::SAMPLING)
        .yes(Feature::TOOLS)
        .yes(Feature::JSON)
        .no(&[Feature::LogitBias, Feature::ScoreText]);

    fn translate(request: &mut Map<String, Value>) {
        if let Some(seed) = request.remove("seed") {
            request.insert("random_seed".to_owned(), seed);
        }
    }
}
