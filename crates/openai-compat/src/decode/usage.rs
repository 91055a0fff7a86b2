use serde::Deserialize;
use surprisal_core::{Error, Result, Usage};

/// `usage` as Chat Completions writes it, with DeepSeek's name for cached tokens.
#[derive(Deserialize)]
struct Wire {
    prompt_tokens: Option<u64>,
    completion_tokens: Option<u64>,
    total_tokens: Option<u64>,
    prompt_tokens_details: Option<InputDetails>,
    completion_tokens_details: Option<OutputDetails>,
    prompt_cache_hit_tokens: Option<u64>,
}

#[derive(Default, Deserialize)]
struct InputDetails {
    cached_tokens: Option<u64>,
    audio_tokens: Option<u64>,
}

#[derive(Default, Deserialize)]
struct OutputDetails {
    reasoning_tokens: Option<u64>,
    audio_tokens: Option<u64>,
}

/// Reads the text of a `usage` object.
pub(super) fn usage(text: &str) -> Result<Usage> {
    let wire: Wire = serde_json::from_str(text).map_err(|error| {
        Error::bad_response(format!("the `usage` of the answer cannot be read: {error}"))
            .with_body(text)
            .with_source(error)
    })?;
    let input = wire.prompt_tokens_details.unwrap_or_default();
    let output = wire.completion_tokens_details.unwrap_or_default();
    let mut usage = Usage::default();
    usage.input_tokens = wire.prompt_tokens;
    usage.output_tokens = wire.completion_tokens;
    usage.total_tokens = wire.total_tokens;
    usage.cached_tokens = input.cached_tokens.or(wire.prompt_cache_hit_tokens);
    usage.reasoning_tokens = output.reasoning_tokens;
    usage.input_audio_tokens = input.audio_tokens;
    usage.output_audio_tokens = output.audio_tokens;
    Ok(usage)
}
