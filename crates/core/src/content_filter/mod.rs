//! What a provider's content filter says, beside what it does.

mod filter;
mod offsets;
mod prompt;
mod result;

pub use filter::ContentFilter;
pub use offsets::ContentFilterOffsets;
pub use prompt::PromptFilter;
pub use result::ContentFilterResult;
