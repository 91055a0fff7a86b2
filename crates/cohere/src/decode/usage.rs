use serde::Deserialize;
use surprisal_core::Usage;

/// What Cohere says of a call's cost. What is billed is another count, which leaves out what Cohere adds to the prompt.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Cost {
    tokens: Option<Tokens>,
    cached_tokens: Option<f64>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Tokens {
    input_tokens: Option<f64>,
    output_tokens: Option<f64>,
    reasoning_tokens: Option<f64>,
}

impl Cost {
    pub(super) fn into_usage(self) -> Usage {
        let Tokens {
            input_tokens,
            output_tokens,
            reasoning_tokens,
        } = self.tokens.unwrap_or_default();
        let mut usage = Usage::default();
        usage.input_tokens = figure(input_tokens);
        usage.output_tokens = figure(output_tokens);
        if let (Some(read), Some(written)) = (usage.input_tokens, usage.output_tokens) {
            usage = Usage::new(read, written);
        }
        usage.reasoning_tokens = figure(reasoning_tokens);
        usage.cached_tokens = figure(self.cached_tokens);
        usage
    }
}

/// Cohere's schema calls them numbers, and some of its servers write `12.0`.
fn figure(number: Option<f64>) -> Option<u64> {
    let whole = number.filter(|number| *number >= 0.0 && number.fract() == 0.0);
    whole.map(|number| number as u64)
}
