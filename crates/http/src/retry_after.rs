use std::time::{Duration, SystemTime};

use http::HeaderMap;
use http::header::{DATE, RETRY_AFTER};

/// How long the headers of an answer ask to wait: `retry-after-ms`, or else `retry-after` in
/// seconds, whole or not, or as a date.
///
/// A date counts from the answer's own `date` where there is one, so that a wrong clock on either
/// side does no harm, and from `now` where not; one that has passed is no wait at all.
///
/// ```
/// use std::time::{Duration, SystemTime};
/// use http::{HeaderMap, HeaderValue};
/// use surprisal_http::retry_after;
///
/// let mut headers = HeaderMap::new();
/// headers.insert("retry-after", HeaderValue::from_static("1.5"));
/// assert_eq!(
///     retry_after(&headers, SystemTime::now()),
///     Some(Duration::from_millis(1500))
/// );
/// ```
pub fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let text = |name: &str| headers.get(name)?.to_str().ok().map(str::trim);
    if let Some(millis) = text("retry-after-ms").and_then(number) {
        return Duration::try_from_secs_f64(millis / 1e3).ok();
    }
    let value = text(RETRY_AFTER.as_str())?;
    if let Some(seconds) = number(value) {
        return Duration::try_from_secs_f64(seconds).ok();
    }
    let date = |text| httpdate::parse_http_date(text).ok();
    let until = date(value)?;
    let from = text(DATE.as_str()).and_then(date).unwrap_or(now);
    Some(until.duration_since(from).unwrap_or_default())
}

fn number(text: &str) -> Option<f64> {
    text.parse().ok().filter(|number: &f64| *number >= 0.0)
}

#[cfg(test)]
mod tests {
    use http::{HeaderName, HeaderValue};
    use proptest::prelude::*;

    use super::*;

    fn wait(headers: &[(&'static str, &str)]) -> Option<Duration> {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
        let headers = headers.iter().map(|(name, value)| {
            let value = HeaderValue::from_str(value).unwrap();
            (HeaderName::from_static(name), value)
        });
        retry_after(&headers.collect(), now)
    }

    #[test]
    fn milliseconds_come_before_seconds() {
        let both = [("retry-after", "20"), ("retry-after-ms", "12.5")];
        assert_eq!(wait(&both), Some(Duration::from_micros(12_500)));
        let bad = [("retry-after", "20"), ("retry-after-ms", "soon")];
        assert_eq!(wait(&bad), Some(Duration::from_secs(20)));
    }

    #[test]
    fn a_date_counts_from_the_servers_clock_or_else_from_ours() {
        let until = ("retry-after", "Sun, 09 Sep 2001 01:47:10 GMT");
        assert_eq!(wait(&[until]), Some(Duration::from_secs(30)));
        let date = ("date", "Sun, 09 Sep 2001 01:47:05 GMT");
        assert_eq!(wait(&[until, date]), Some(Duration::from_secs(5)));
        let past = ("retry-after", "Sun, 09 Sep 2001 01:00:00 GMT");
        assert_eq!(wait(&[past]), Some(Duration::ZERO));
    }

    #[test]
    fn what_is_no_wait_is_not_taken_for_one() {
        for value in ["", "-1", "NaN", "inf", "1e300", "tomorrow"] {
            assert_eq!(wait(&[("retry-after", value)]), None, "{value:?}");
        }
        assert_eq!(wait(&[]), None);
    }

    proptest! {
        #[test]
        fn seconds_are_read_to_the_millisecond(millis in 0_u32..10_000_000) {
            let text = format!("{}.{:03}", millis / 1000, millis % 1000);
            let expected = Duration::from_millis(millis.into());
            prop_assert_eq!(wait(&[("retry-after", &text)]), Some(expected));
        }

        #[test]
        fn no_text_panics(text in "[ -~]*") {
            wait(&[("retry-after", &text)]);
        }
    }
}
