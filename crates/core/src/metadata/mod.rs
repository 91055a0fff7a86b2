//! What a provider says about its answer, beside the answer.

mod rate_limits;
mod response;
mod warning;

pub use rate_limits::RateLimits;
pub use response::ResponseMetadata;
pub use warning::Warning;
