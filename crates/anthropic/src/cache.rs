use serde_json::{Value, json};
use surprisal_core::ContentBlock;

use crate::PROVIDER;

/// How long Anthropic keeps a prompt in its cache after each use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CacheTtl {
    /// Five minutes.
    FiveMinutes,
    /// An hour; it costs more to write.
    OneHour,
}

impl CacheTtl {
    /// The `cache_control` that asks for it.
    pub(crate) fn control(self) -> Value {
        let ttl = match self {
            Self::FiveMinutes => "5m",
            Self::OneHour => "1h",
        };
        json!({"type": "ephemeral", "ttl": ttl})
    }
}

/// A mark behind a block of a message: Anthropic caches the prompt up to there. There may be four in a request.
/// Other providers pass over it.
///
/// ```
/// use surprisal_anthropic::{CacheTtl, cache_point};
/// use surprisal_core::{Content, ContentBlock, Message};
///
/// let book = "It was the best of times, it was the worst of times.";
/// let message = Message::human(Content::from_iter([
///     ContentBlock::text(book),
///     cache_point(CacheTtl::OneHour),
///     ContentBlock::text("Who wrote this?"),
/// ]));
/// ```
pub fn cache_point(ttl: CacheTtl) -> ContentBlock {
    ContentBlock::opaque(PROVIDER, json!({"cache_control": ttl.control()}))
}
