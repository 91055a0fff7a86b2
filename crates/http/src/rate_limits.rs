use std::str::FromStr;
use std::time::Duration;

use http::HeaderMap;

use crate::parse_go_duration;

/// What the provider says about the account's limits, from the `x-ratelimit-*` headers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RateLimits {
    /// How many requests are allowed in a period.
    pub limit_requests: Option<u64>,
    /// How many requests are left of them.
    pub remaining_requests: Option<u64>,
    /// How long until all requests are allowed again.
    pub reset_requests: Option<Duration>,
    /// How many tokens are allowed in a period.
    pub limit_tokens: Option<u64>,
    /// How many tokens are left of them.
    pub remaining_tokens: Option<u64>,
    /// How long until all tokens are allowed again.
    pub reset_tokens: Option<Duration>,
}

/// Reads `x-ratelimit-{limit,remaining,reset}-{requests,tokens}`; `None` if there is none of them.
/// A value that cannot be read counts as missing.
///
/// ```
/// use std::time::Duration;
/// use http::{HeaderMap, HeaderValue};
/// use surprisal_http::parse_rate_limits;
///
/// let mut headers = HeaderMap::new();
/// headers.insert("x-ratelimit-reset-tokens", HeaderValue::from_static("6m0s"));
/// let limits = parse_rate_limits(&headers).unwrap();
/// assert_eq!(limits.reset_tokens, Some(Duration::from_secs(360)));
/// assert_eq!(limits.limit_tokens, None);
/// ```
pub fn parse_rate_limits(headers: &HeaderMap) -> Option<RateLimits> {
    let text = |name: &str| headers.get(name)?.to_str().ok().map(str::trim);
    let count = |name: &str| text(name).and_then(|text| u64::from_str(text).ok());
    let reset = |name: &str| text(name).and_then(parse_go_duration);
    let limits = RateLimits {
        limit_requests: count("x-ratelimit-limit-requests"),
        remaining_requests: count("x-ratelimit-remaining-requests"),
        reset_requests: reset("x-ratelimit-reset-requests"),
        limit_tokens: count("x-ratelimit-limit-tokens"),
        remaining_tokens: count("x-ratelimit-remaining-tokens"),
        reset_tokens: reset("x-ratelimit-reset-tokens"),
    };
    (limits != RateLimits::default()).then_some(limits)
}

#[cfg(test)]
mod tests {
    use http::{HeaderName, HeaderValue};

    use super::*;

    fn parse(headers: &[(&'static str, &'static str)]) -> Option<RateLimits> {
        let headers = headers.iter().map(|(name, value)| {
            (
                HeaderName::from_static(name),
                HeaderValue::from_static(value),
            )
        });
        parse_rate_limits(&headers.collect())
    }

    #[test]
    fn all_six_are_read() {
        let limits = parse(&[
            ("x-ratelimit-limit-requests", "5000"),
            ("x-ratelimit-remaining-requests", "4999"),
            ("x-ratelimit-reset-requests", "12ms"),
            ("x-ratelimit-limit-tokens", "450000"),
            ("x-ratelimit-remaining-tokens", "0"),
            ("x-ratelimit-reset-tokens", "14.981s"),
        ]);
        let expected = RateLimits {
            limit_requests: Some(5000),
            remaining_requests: Some(4999),
            reset_requests: Some(Duration::from_millis(12)),
            limit_tokens: Some(450_000),
            remaining_tokens: Some(0),
            reset_tokens: Some(Duration::from_millis(14_981)),
        };
        assert_eq!(limits, Some(expected));
    }

    #[test]
    fn nothing_readable_is_none() {
        assert_eq!(parse(&[]), None);
        assert_eq!(parse(&[("x-ratelimit-limit-requests", "many")]), None);
    }
}
