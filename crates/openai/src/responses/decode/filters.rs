use serde::Deserialize;
use serde_json::Value;
use surprisal_core::{ContentFilter, PromptFilter};

/// What Azure's content filters say, which it lists with where the text came from.
#[derive(Default)]
pub(super) struct Filters {
    pub(super) prompts: Vec<PromptFilter>,
    pub(super) answer: ContentFilter,
}

impl Filters {
    /// Reads the text of the list. What cannot be read counts as none, since an answer is worth more than
    /// what a filter says of it.
    pub(super) fn read(text: &str) -> Self {
        let list: Vec<Value> = serde_json::from_str(text).unwrap_or_default();
        let mut filters = Self::default();
        for one in list {
            let Ok(Wire { source, filter }) = serde_json::from_value(one) else {
                continue;
            };
            match source {
                Source::Prompt => {
                    let index = u32::try_from(filters.prompts.len()).unwrap_or(u32::MAX);
                    filters.prompts.push(PromptFilter::new(index, filter));
                }
                Source::Completion => filters.answer += filter,
            }
        }
        filters
    }
}

#[derive(Deserialize)]
struct Wire {
    #[serde(rename = "source_type")]
    source: Source,
    #[serde(flatten)]
    filter: ContentFilter,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Source {
    Prompt,
    Completion,
}
