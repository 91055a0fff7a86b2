use std::time::{Duration, SystemTime};

use http::{HeaderMap, HeaderName, HeaderValue};
use surprisal_http::{BaseUrl, go_duration, rate_limits, request_id, response_error, retry_after};

use crate::input::Input;
use crate::laws;

/// The headers whose values are read.
const NAMES: [&str; 12] = [
    "retry-after",
    "retry-after-ms",
    "date",
    "x-ratelimit-limit-requests",
    "x-ratelimit-remaining-requests",
    "x-ratelimit-reset-requests",
    "x-ratelimit-limit-tokens",
    "x-ratelimit-remaining-tokens",
    "x-ratelimit-reset-tokens",
    "x-request-id",
    "content-type",
    "location",
];

/// Base URLs, durations, dates and limits, and bodies that no reader of errors understands.
///
/// The input is a status, and lines: `name: value` is a header, and all of it are a body, a URL and a duration.
pub fn headers(data: &[u8]) {
    let mut input = Input::new(data);
    let status = *input.pick(&[404, 429, 500, 302, 200]);
    let bytes = input.rest();
    let mut map = HeaderMap::new();
    for line in bytes.split(|byte| *byte == b'\n') {
        let at = line.iter().position(|byte| *byte == b':').unwrap_or(0);
        let (name, value) = line.split_at(at);
        let value = value.strip_prefix(b":").unwrap_or(value);
        let Ok(value) = HeaderValue::from_bytes(value) else {
            continue;
        };
        // A digit in place of a name is one of those that are read.
        let name = match name {
            [one] => NAMES[usize::from(one.wrapping_sub(b'0')) % NAMES.len()]
                .parse()
                .ok(),
            name => HeaderName::from_bytes(name).ok(),
        };
        if let Some(name) = name {
            map.append(name, value);
        }
    }
    let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
    let wait = retry_after(&map, now);
    assert_eq!(retry_after(&map, now), wait);
    rate_limits(&map);
    request_id(&map);
    let text = String::from_utf8_lossy(bytes);
    laws::error(&response_error(status, &map, &text));
    for line in text.lines() {
        let short = response_error(status, &map, line);
        assert!(short.message().chars().count() < line.chars().count() + 5000);
        url(line);
        duration(line);
    }
}

/// What is a URL is one when it is printed, without its query, and all requests go below it.
fn url(text: &str) {
    let base = match text.parse::<BaseUrl>() {
        Ok(base) => base,
        Err(error) => return laws::error(&error),
    };
    let printed = base.to_string();
    assert!(!printed.contains('?'), "{printed}");
    let joined = base.join("chat/completions?a=b").unwrap().to_string();
    assert!(
        joined.starts_with(printed.trim_end_matches('/')),
        "{joined} of {printed}"
    );
    let again: BaseUrl = printed.parse().unwrap();
    assert_eq!(again.to_string(), printed);
}

/// A duration is that of its seconds, to the precision of a number.
fn duration(text: &str) {
    if let Some(read) = go_duration(text)
        && read < Duration::from_secs(1 << 20)
    {
        let printed = format!("{}ns", read.as_nanos());
        let again = go_duration(&printed).unwrap();
        assert!(
            again.abs_diff(read) <= Duration::from_micros(1),
            "{text}: {read:?}, {again:?}"
        );
    }
}
