use serde::Deserialize;
use surprisal_core::Usage;

/// What a call cost, as Anthropic counts: what was read from the cache or written to it is not among the input tokens.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Figures {
    input_tokens: Option<u64>,
    cache_creation_input_tokens: Option<u64>,
    cache_read_input_tokens: Option<u64>,
    output_tokens: Option<u64>,
    output_tokens_details: Option<Details>,
    pub(super) service_tier: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Details {
    thinking_tokens: Option<u64>,
}

impl Figures {
    /// Adds a later report: each figure is of all so far, and takes the place of the earlier.
    pub(super) fn update(&mut self, later: Self) {
        let Self {
            input_tokens,
            cache_creation_input_tokens,
            cache_read_input_tokens,
            output_tokens,
            output_tokens_details,
            service_tier,
        } = later;
        self.input_tokens = input_tokens.or(self.input_tokens);
        self.cache_creation_input_tokens =
            cache_creation_input_tokens.or(self.cache_creation_input_tokens);
        self.cache_read_input_tokens = cache_read_input_tokens.or(self.cache_read_input_tokens);
        self.output_tokens = output_tokens.or(self.output_tokens);
        self.output_tokens_details = output_tokens_details.or(self.output_tokens_details.take());
        self.service_tier = service_tier.or(self.service_tier.take());
    }

    /// The same as other providers count: the input is all of the messages.
    pub(super) fn usage(&self) -> Option<Usage> {
        let cached = [
            self.cache_creation_input_tokens,
            self.cache_read_input_tokens,
        ];
        let input = self.input_tokens.map(|fresh| {
            let cached = cached.into_iter().flatten();
            cached.fold(fresh, u64::saturating_add)
        });
        let mut usage = Usage::default();
        usage.input_tokens = input;
        usage.output_tokens = self.output_tokens;
        usage.total_tokens = input
            .zip(self.output_tokens)
            .map(|(a, b)| a.saturating_add(b));
        usage.cached_tokens = self.cache_read_input_tokens;
        let details = self.output_tokens_details.as_ref();
        usage.reasoning_tokens = details.and_then(|details| details.thinking_tokens);
        Some(usage).filter(|usage| !usage.is_empty())
    }
}
