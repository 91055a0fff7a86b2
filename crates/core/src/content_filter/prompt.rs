use serde::{Deserialize, Serialize};

use super::ContentFilter;

/// What a provider's content filter says of a prompt.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct PromptFilter {
    /// Which of the prompts, where the provider makes several of one call.
    pub prompt_index: u32,
    /// What it says.
    #[serde(flatten)]
    pub filter: ContentFilter,
}

impl PromptFilter {
    /// What is said of the prompt of this index.
    pub fn new(prompt_index: u32, filter: ContentFilter) -> Self {
        Self {
            prompt_index,
            filter,
        }
    }
}
