use serde_json::{Map, Value};
use surprisal_core::{Capabilities, Error, Feature};

use crate::{ChatCompletions, Dialect, TokenForm};

/// A model of Together.
pub type ChatTogether = ChatCompletions<Together>;

/// Together.
///
/// It is asked for log probabilities by how many alternatives there are to be, and answers with OpenAI's legacy
/// arrays and, in streams, with the number alone. Its newer models want OpenAI's own two options: they are asked
/// again so, where they refuse the number.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Together;

impl Dialect for Together {
    const PROVIDER: &'static str = "together";
    const BASE_URL: &'static str = "https://api.together.xyz/v1";
    const KEY_VARIABLE: &'static str = "TOGETHER_API_KEY";
    const BASE_URL_VARIABLE: &'static str = "TOGETHER_BASE_URL";
    const TOKEN_FORM: TokenForm = TokenForm {
        bare_numbers: true,
        ..TokenForm::PLAIN
    };
    const CAPABILITIES: Capabilities = Capabilities::UNKNOWN
        .yes(Feature::LOGPROBS)
        .yes(Feature::SAMPLING)
        .yes(&[Feature::ScoreText])
        .some_models(Feature::JSON)
        .some_models(&[
            Feature::Tools,
            Feature::ToolChoice,
            Feature::ReasoningEffort,
        ])
        .most_top_logprobs(20);

    fn translate(request: &mut Map<String, Value>) {
        let top = request.remove("top_logprobs");
        if let Some(asked @ Value::Bool(true)) = request.get_mut("logprobs") {
            // None would turn them off.
            let count = top.as_ref().and_then(Value::as_u64).unwrap_or(1).max(1);
            *asked = count.into();
        }
    }

    fn amend(request: &mut Map<String, Value>, error: &Error) -> bool {
        let count = request.get("logprobs").and_then(Value::as_u64);
        match count.filter(|_| error.message().contains("logprobs")) {
            Some(count) => {
                request.insert("logprobs".to_owned(), true.into());
                request.insert("top_logprobs".to_owned(), count.into());
                true
            }
            None => false,
        }
    }
}
