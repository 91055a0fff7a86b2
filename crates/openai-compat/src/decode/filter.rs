use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use surprisal_core::{ContentFilter, ContentFilterOffsets, PromptFilter, Result};

use crate::json::Reader;

/// Adds the results of a filter to what is known of a choice.
pub(super) fn results(reader: &mut Reader<'_>, filter: &mut Option<ContentFilter>) -> Result<()> {
    if let Some(results) = read::<Map<String, Value>>(reader)? {
        *filter.get_or_insert_default() += ContentFilter::new(results);
    }
    Ok(())
}

/// Adds which part of the text a filter's results are about.
pub(super) fn offsets(reader: &mut Reader<'_>, filter: &mut Option<ContentFilter>) -> Result<()> {
    if let Some(offsets) = read::<ContentFilterOffsets>(reader)? {
        *filter.get_or_insert_default() += ContentFilter::default().with_offsets(offsets);
    }
    Ok(())
}

/// Reads what is said of each prompt.
pub(super) fn prompts(reader: &mut Reader<'_>) -> Result<Vec<PromptFilter>> {
    let list: Vec<Value> = read(reader)?.unwrap_or_default();
    let prompts = list.into_iter().map(serde_json::from_value);
    Ok(prompts.filter_map(std::result::Result::ok).collect())
}

/// A value of another type counts as none, since an answer is worth more than what a filter says of it.
fn read<T: DeserializeOwned>(reader: &mut Reader<'_>) -> Result<Option<T>> {
    Ok(serde_json::from_str(reader.raw()?).ok())
}
