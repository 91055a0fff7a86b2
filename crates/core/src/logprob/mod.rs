//! Token log probabilities: one typed form for every provider.
//!
//! [`Logprobs`] belongs to a choice and keeps its [`Channel`]s apart. A channel is a slice of
//! [`TokenLogprob`]s, each with the [`TopLogprob`]s that were listed for its position. What a number
//! is worth is told by its [`Score`]; whether there are numbers at all by [`Availability`],
//! and which distribution they are of by [`Basis`]. What a provider says of all of them is [`Reported`].
//! [`HasLogprobs`] is what messages and chunks share.

mod align;
mod availability;
mod basis;
mod channel;
mod entropy;
mod has_logprobs;
mod logprobs;
mod measures;
mod reported;
mod score;
mod serde;
mod shape;
mod sum;
mod token;
mod top;

pub use align::Alignment;
pub use availability::Availability;
pub use basis::Basis;
pub use channel::Channel;
pub use entropy::Entropy;
pub use has_logprobs::HasLogprobs;
pub use logprobs::Logprobs;
pub use measures::Measures;
pub use reported::Reported;
pub use score::Score;
pub(crate) use serde::Exact;
pub use sum::CompensatedSum;
pub use token::TokenLogprob;
pub use top::{BytesOrigin, TopLogprob};
