use surprisal_core::CallOptions;

use crate::TokenForm;

/// What the reader of token entries is told beforehand.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Reading {
    /// How many alternatives a token will have.
    pub(crate) top_hint: usize,
    pub(crate) form: TokenForm,
    /// Whose answer it is.
    pub(crate) provider: &'static str,
}

impl Reading {
    /// For the answer to a call with these options.
    pub(crate) fn new(options: &CallOptions, form: TokenForm, provider: &'static str) -> Self {
        Self {
            top_hint: top_hint(options),
            form,
            provider,
        }
    }
}

/// How many alternatives a token will have.
pub fn top_hint(options: &CallOptions) -> usize {
    options.top_logprobs.map_or(0, |count| count as usize)
}
