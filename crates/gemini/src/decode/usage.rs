use serde::Deserialize;
use surprisal_core::Usage;

use super::text::Text;

/// What it cost so far: each event tells of all that came.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct UsageMetadata<'a> {
    prompt_token_count: Option<u64>,
    candidates_token_count: Option<u64>,
    thoughts_token_count: Option<u64>,
    tool_use_prompt_token_count: Option<u64>,
    cached_content_token_count: Option<u64>,
    total_token_count: Option<u64>,
    #[serde(borrow)]
    prompt_tokens_details: Option<Vec<Details<'a>>>,
    #[serde(borrow)]
    candidates_tokens_details: Option<Vec<Details<'a>>>,
    /// How the call was served, such as `ON_DEMAND`. The Gemini API has the other name for it.
    #[serde(borrow)]
    traffic_type: Option<Text<'a>>,
    #[serde(borrow)]
    service_tier: Option<Text<'a>>,
}

/// How many of the tokens stand for text, pictures, sound.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Details<'a> {
    #[serde(borrow)]
    modality: Option<Text<'a>>,
    token_count: Option<u64>,
}

impl UsageMetadata<'_> {
    /// The tokens that a tool of the service gave to the model count as input, and the thoughts as output: so input and
    /// output make up the total.
    pub(super) fn usage(&self) -> Usage {
        let mut usage = Usage::default();
        usage.input_tokens = sum(self.prompt_token_count, self.tool_use_prompt_token_count);
        usage.output_tokens = sum(self.candidates_token_count, self.thoughts_token_count);
        usage.total_tokens = self.total_token_count;
        usage.cached_tokens = self.cached_content_token_count;
        usage.reasoning_tokens = self.thoughts_token_count;
        usage.input_audio_tokens = audio(self.prompt_tokens_details.as_deref());
        usage.output_audio_tokens = audio(self.candidates_tokens_details.as_deref());
        usage
    }

    pub(super) fn into_tier(self) -> Option<String> {
        let tier = self.traffic_type.or(self.service_tier);
        tier.map(Text::into_string)
    }
}

/// What both make up, as far as they are told.
fn sum(one: Option<u64>, other: Option<u64>) -> Option<u64> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.saturating_add(other)),
        (one, other) => one.or(other),
    }
}

fn audio(details: Option<&[Details<'_>]>) -> Option<u64> {
    let is_audio = |detail: &&Details<'_>| {
        let modality = detail.modality.as_ref();
        modality.is_some_and(|modality| modality.as_str() == "AUDIO")
    };
    details?.iter().find(is_audio)?.token_count
}
