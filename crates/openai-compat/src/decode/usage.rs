use serde::{Deserialize, Deserializer};
use serde_json::Value;
use surprisal_core::{Error, Result, Usage};

/// `usage` as Chat Completions writes it, with DeepSeek's and Mistral's names for cached tokens.
#[derive(Deserialize)]
struct Wire {
    #[serde(default, deserialize_with = "figure")]
    prompt_tokens: Option<u64>,
    #[serde(default, deserialize_with = "figure")]
    completion_tokens: Option<u64>,
    #[serde(default, deserialize_with = "figure")]
    total_tokens: Option<u64>,
    prompt_tokens_details: Option<InputDetails>,
    completion_tokens_details: Option<OutputDetails>,
    #[serde(default, deserialize_with = "figure")]
    prompt_cache_hit_tokens: Option<u64>,
    #[serde(default, deserialize_with = "figure")]
    num_cached_tokens: Option<u64>,
    prompt_token_details: Option<InputDetails>,
    service_tier: Option<Value>,
}

#[derive(Default, Deserialize)]
struct InputDetails {
    #[serde(default, deserialize_with = "figure")]
    cached_tokens: Option<u64>,
    #[serde(default, deserialize_with = "figure")]
    audio_tokens: Option<u64>,
}

#[derive(Default, Deserialize)]
struct OutputDetails {
    #[serde(default, deserialize_with = "figure")]
    reasoning_tokens: Option<u64>,
    #[serde(default, deserialize_with = "figure")]
    audio_tokens: Option<u64>,
}

/// Some servers write a whole number as `12.0`; what is no number of tokens counts as none, since an answer
/// is worth more than its bill.
fn figure<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    let value = Value::deserialize(deserializer)?;
    let whole = |number: f64| (number >= 0.0 && number.fract() == 0.0).then_some(number as u64);
    Ok(value.as_u64().or_else(|| value.as_f64().and_then(whole)))
}

/// Reads the text of a `usage` object, with the class of service that Mistral tells in it.
pub(super) fn usage(text: &str) -> Result<(Usage, Option<String>)> {
    let wire: Wire = serde_json::from_str(text).map_err(|error| {
        Error::bad_response(format!("the `usage` of the answer cannot be read: {error}"))
            .with_body(text)
            .with_source(error)
    })?;
    let input = wire.prompt_tokens_details.or(wire.prompt_token_details);
    let input = input.unwrap_or_default();
    let output = wire.completion_tokens_details.unwrap_or_default();
    let mut usage = Usage::default();
    usage.input_tokens = wire.prompt_tokens;
    usage.output_tokens = wire.completion_tokens;
    usage.total_tokens = wire.total_tokens;
    usage.cached_tokens = input
        .cached_tokens
        .or(wire.prompt_cache_hit_tokens)
        .or(wire.num_cached_tokens);
    usage.reasoning_tokens = output.reasoning_tokens;
    usage.input_audio_tokens = input.audio_tokens;
    usage.output_audio_tokens = output.audio_tokens;
    let tier = wire.service_tier.as_ref().and_then(Value::as_str);
    Ok((usage, tier.map(str::to_owned)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_of_an_odd_type_costs_nothing_but_itself() {
        let (usage, _) =
            usage(r#"{"prompt_tokens":12.0,"completion_tokens":"3","total_tokens":15}"#).unwrap();
        assert_eq!(usage.input_tokens, Some(12));
        assert_eq!(usage.output_tokens, None);
        assert_eq!(usage.total_tokens, Some(15));
    }
}
