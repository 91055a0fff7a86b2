use std::time::Duration;

use serde::{Deserialize, Serialize};

/// What the provider's headers say about its limits. Any figure may be missing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct RateLimits {
    /// How many requests are allowed in a period.
    pub limit_requests: Option<u64>,
    /// How many tokens are allowed in a period.
    pub limit_tokens: Option<u64>,
    /// How many requests are left.
    pub remaining_requests: Option<u64>,
    /// How many tokens are left.
    pub remaining_tokens: Option<u64>,
    /// How long until all requests are allowed again, from when the answer came.
    pub reset_requests: Option<Duration>,
    /// How long until all tokens are allowed again, from when the answer came.
    pub reset_tokens: Option<Duration>,
}
