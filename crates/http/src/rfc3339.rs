/// The seconds since 1970 of a time as RFC 3339 writes it, such as `2025-10-17T23:14:07.414671Z`; fractions are left out.
/// `None` if it is none, or lies before.
///
/// ```
/// use surprisal_http::unix_seconds;
///
/// assert_eq!(unix_seconds("1970-01-01T00:01:00Z"), Some(60));
/// assert_eq!(unix_seconds("yesterday"), None);
/// ```
pub fn unix_seconds(text: &str) -> Option<u64> {
    let (date, time) = text.split_once(['T', 't'])?;
    let mut date = date.split('-').map(|part| part.parse::<i64>().ok());
    let (year, month, day) = (date.next()??, date.next()??, date.next()??);
    let zone_at = time.find(['Z', 'z', '+', '-'])?;
    let (clock, zone) = time.split_at_checked(zone_at)?;
    let clock = clock.split('.').next()?;
    let mut clock = clock.split(':').map(|part| part.parse::<i64>().ok());
    let (hour, minute, second) = (clock.next()??, clock.next()??, clock.next()??);
    let is_date = (1..=12).contains(&month) && (1..=31).contains(&day) && year < 10_000;
    if !is_date || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let seconds = days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second;
    u64::try_from(seconds - offset(zone)?).ok()
}

/// The days since 1970 of a day of the Gregorian calendar. Years are counted from March, so that a leap day is a year's last.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let month = (month + 9) % 12;
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    365 * year + leap_days + (153 * month + 2) / 5 + day - DAYS_TO_1970
}

/// From the first of March of the year 0, by the count above.
const DAYS_TO_1970: i64 = 719_469;

/// The seconds that a zone such as `-07:00` is ahead.
fn offset(zone: &str) -> Option<i64> {
    let (sign, zone) = match zone.split_at_checked(1)? {
        ("Z" | "z", "") => return Some(0),
        ("-", zone) => (-1, zone),
        (_, zone) => (1, zone),
    };
    let (hours, minutes) = zone.split_once(':')?;
    let (hours, minutes) = (hours.parse::<u8>().ok()?, minutes.parse::<u8>().ok()?);
    (hours < 24 && minutes < 60).then(|| sign * (i64::from(hours) * 3600 + i64::from(minutes) * 60))
}

#[cfg(test)]
mod tests {
    use super::unix_seconds;

    #[test]
    fn times_are_counted_from_1970() {
        for (text, expected) in [
            ("1970-01-01T00:00:00Z", Some(0)),
            ("2000-02-29T12:00:00Z", Some(951_825_600)),
            ("2000-03-01T00:00:00Z", Some(951_868_800)),
            ("2023-12-12T14:13:43.416799Z", Some(1_702_390_423)),
            ("2025-05-10T08:06:48.639712648-07:00", Some(1_746_889_608)),
            ("2025-05-10T20:36:48+05:30", Some(1_746_889_608)),
            ("0001-01-01T00:00:00Z", None),
            ("2025-13-01T00:00:00Z", None),
            ("2025-05-10", None),
            ("2025-05-10T08:06:48+9223372036854775807:00", None),
            ("2025-05-10T08:06:48-07:9223372036854775807", None),
            ("2025-05-10T08:06:48+24:00", None),
            ("yesterday", None),
            ("", None),
        ] {
            assert_eq!(unix_seconds(text), expected, "{text}");
        }
    }
}
