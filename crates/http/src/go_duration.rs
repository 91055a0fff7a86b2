use std::time::Duration;

/// Reads a duration as Go prints it, `6m0s`, `119ms`, `14.981s`, or a plain number of seconds.
///
/// `None` if it is neither, or negative, or too long for a [`Duration`].
///
/// ```
/// use std::time::Duration;
/// use surprisal_http::go_duration;
///
/// assert_eq!(go_duration("6m0s"), Some(Duration::from_secs(360)));
/// assert_eq!(go_duration("1.5"), Some(Duration::from_millis(1500)));
/// assert_eq!(go_duration("soon"), None);
/// ```
pub fn go_duration(text: &str) -> Option<Duration> {
    let mut rest = text.trim();
    if let Ok(seconds) = rest.parse() {
        return Duration::try_from_secs_f64(seconds).ok();
    }
    let mut total = Duration::ZERO;
    loop {
        let (number, tail) = split_while(rest, |c| c.is_ascii_digit() || c == '.');
        let (unit, tail) = split_while(tail, char::is_alphabetic);
        let number: f64 = number.parse().ok()?;
        let part = Duration::try_from_secs_f64(number * seconds_of(unit)?).ok()?;
        total = total.checked_add(part)?;
        if tail.is_empty() {
            return Some(total);
        }
        rest = tail;
    }
}

fn split_while(text: &str, is_part: impl Fn(char) -> bool) -> (&str, &str) {
    let end = text.find(|c| !is_part(c)).unwrap_or(text.len());
    text.split_at_checked(end).unwrap_or_default()
}

fn seconds_of(unit: &str) -> Option<f64> {
    Some(match unit {
        "h" => 3600.0,
        "m" => 60.0,
        "s" => 1.0,
        "ms" => 1e-3,
        "us" | "µs" | "μs" => 1e-6,
        "ns" => 1e-9,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_providers_send_is_read() {
        for (text, nanos) in [
            ("2ms", 2_000_000),
            ("0s", 0),
            ("0", 0),
            ("119ms", 119_000_000),
            ("14.981s", 14_981_000_000),
            ("6m0s", 360_000_000_000),
            ("1h2m", 3_720_000_000_000),
            ("1h2m3.5s", 3_723_500_000_000),
            ("1.5µs", 1_500),
            ("1us2ns", 1_002),
            (" 60 ", 60_000_000_000),
        ] {
            let expected = Duration::from_nanos(nanos);
            assert_eq!(go_duration(text), Some(expected), "{text:?}");
        }
    }

    #[test]
    fn anything_else_is_none() {
        for text in [
            "", "s", "-1s", "1x", "1s2", "1m-2s", "1..2s", "1s 2s", "inf", "nan", "1e999h",
        ] {
            assert_eq!(go_duration(text), None, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn every_duration_that_go_prints_is_read(h in 0_u64..1000, m in 0_u64..60, ms in 0_u64..60_000) {
            let text = format!("{h}h{m}m{}.{:03}s", ms / 1000, ms % 1000);
            let expected = Duration::from_millis((h * 60 + m) * 60_000 + ms);
            prop_assert_eq!(go_duration(&text), Some(expected));
        }

        #[test]
        fn no_text_panics(text in ".*") {
            go_duration(&text);
        }
    }
}
