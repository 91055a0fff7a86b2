//! From the Responses API's JSON to messages and chunks.
//!
//! A stream says everything several times: by deltas, when a text, a part and an item are done, and in its
//! last event, which is the whole answer. What comes first counts, since the deltas alone have their numbers
//! in full, and what comes later fills up what is missing. A whole answer is read as that last event of a
//! stream of which nothing else came: so `invoke` and the sum of `stream` agree by construction.

mod event;
mod filters;
mod item;
mod items;
mod known;
mod outcome;
mod piece;
mod response;
mod stream;

pub(super) use items::Items;
pub(super) use outcome::finish;
pub(super) use response::Response;
pub(crate) use stream::ResponsesDecoder;
