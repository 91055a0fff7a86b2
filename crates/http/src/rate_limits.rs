use std::str::FromStr;

use http::HeaderMap;
use surprisal_core::RateLimits;

use crate::go_duration;

/// Reads `x-ratelimit-{limit,remaining,reset}-{requests,tokens}`; `None` if there is none of them.
/// A value that cannot be read counts as missing.
///
/// ```
/// use std::time::Duration;
/// use http::{HeaderMap, HeaderValue};
/// use surprisal_http::rate_limits;
///
/// let mut headers = HeaderMap::new();
/// headers.insert("x-ratelimit-reset-tokens", HeaderValue::from_static("6m0s"));
/// let limits = rate_limits(&headers).unwrap();
/// assert_eq!(limits.reset_tokens, Some(Duration::from_secs(360)));
/// assert_eq!(limits.limit_tokens, None);
/// ```
pub fn rate_limits(headers: &HeaderMap) -> Option<RateLimits> {
    let text = |name: &str| headers.get(name)?.to_str().ok().map(str::trim);
    let count = |name: &str| text(name).and_then(|text| u64::from_str(text).ok());
    let reset = |name: &str| text(name).and_then(go_duration);
    let mut limits = RateLimits::default();
    limits.limit_requests = count("x-ratelimit-limit-requests");
    limits.remaining_requests = count("x-ratelimit-remaining-requests");
    limits.reset_requests = reset("x-ratelimit-reset-requests");
    limits.limit_tokens = count("x-ratelimit-limit-tokens");
    limits.remaining_tokens = count("x-ratelimit-remaining-tokens");
    limits.reset_tokens = reset("x-ratelimit-reset-tokens");

    (limits != RateLimits::default()).then_some(limits)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use http::{HeaderName, HeaderValue};

    use super::*;

    fn parse(headers: &[(&'static str, &'static str)]) -> Option<RateLimits> {
        let headers = headers.iter().map(|(name, value)| {
            (
                HeaderName::from_static(name),
                HeaderValue::from_static(value),
            )
        });
        rate_limits(&headers.collect())
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
        let mut expected = RateLimits::default();
        expected.limit_requests = Some(5000);
        expected.remaining_requests = Some(4999);
        expected.reset_requests = Some(Duration::from_millis(12));
        expected.limit_tokens = Some(450_000);
        expected.remaining_tokens = Some(0);
        expected.reset_tokens = Some(Duration::from_millis(14_981));

        assert_eq!(limits, Some(expected));
    }

    #[test]
    fn nothing_readable_is_none() {
        assert_eq!(parse(&[]), None);
        assert_eq!(parse(&[("x-ratelimit-limit-requests", "many")]), None);
    }
}
