//! Numbers as people read them.

use std::f64::consts::LN_2;

/// A probability in percent, with three significant digits. What is all but certain is no 100 %; 0 is what is too little
/// for a number.
pub(super) fn percent(probability: f64) -> String {
    match probability * 100.0 {
        percent if percent > 99.99 => ">99.99 %".to_owned(),
        // Three digits would make 100 of it.
        percent if percent >= 99.9 => format!("{percent:.2} %"),
        percent if percent <= 0.0 => "≈ 0".to_owned(),
        percent if percent < 1e-3 => format!("{percent:.2e} %"),
        percent => format!("{} %", three_digits(percent)),
    }
}

/// The surprisal of a log probability, in bits.
pub(super) fn bits(logprob: f64) -> f64 {
    -logprob / LN_2
}

/// A number with three significant digits, or with all of them before the point. What rounding left below 0 is 0, and
/// so is −0.
pub(super) fn three_digits(number: f64) -> String {
    let number = if number > 0.0 { number } else { 0.0 };
    let whole = if number < 1e-9 {
        0.0
    } else {
        number.log10().floor()
    };
    let decimals = (2.0 - whole).clamp(0.0, 12.0) as usize;
    format!("{number:.decimals$}")
}

/// A probability without its leading zero, as it stands within a text: `.42`.
pub(super) fn short(probability: f64) -> String {
    let text = format!("{:.2}", probability.min(0.99));
    text.strip_prefix('0').unwrap_or(&text).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn probabilities_have_three_digits_and_are_never_rounded_to_certainty() {
        for (probability, text) in [
            (1.0, ">99.99 %"),
            (0.99991, ">99.99 %"),
            (0.9997, "99.97 %"),
            (0.98765, "98.8 %"),
            (0.4, "40.0 %"),
            (0.0512, "5.12 %"),
            (0.000123, "0.0123 %"),
            (1.5e-9, "1.50e-7 %"),
            ((-900.0_f64).exp(), "≈ 0"),
        ] {
            assert_eq!(percent(probability), text);
        }
    }

    #[test]
    fn nothing_is_minus_zero() {
        assert_eq!(three_digits(bits(0.0)), "0.00");
        assert_eq!(three_digits(bits(1e-9)), "0.00");
        assert_eq!(three_digits(bits(-LN_2)), "1.00");
        assert_eq!(three_digits(14426.2), "14426");
    }

    #[test]
    fn short_numbers_stay_below_one() {
        assert_eq!([0.424, 0.999, 0.0].map(short), [".42", ".99", ".00"]);
    }
}
