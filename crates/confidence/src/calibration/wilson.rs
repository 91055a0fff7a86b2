use crate::Interval;

/// The quantile 0.975 of the normal distribution.
const Z: f64 = 1.959_963_984_540_054;

/// The interval of 95 % confidence for a fraction of which `correct` of `count` were seen: Wilson's score interval (1927),
/// without correction for continuity. It stays within 0 to 1, and has a width at 0 and at 1 too. `None` for a count of 0.
pub(super) fn wilson(correct: usize, count: usize) -> Option<Interval> {
    if count == 0 {
        return None;
    }
    let n = count as f64;
    let fraction = correct as f64 / n;
    let scale = 1.0 + Z * Z / n;
    let center = fraction + Z * Z / (2.0 * n);
    let half = Z * (fraction * (1.0 - fraction) / n + Z * Z / (4.0 * n * n)).sqrt();
    Some(Interval::new(
        ((center - half) / scale).clamp(0.0, fraction),
        ((center + half) / scale).clamp(fraction, 1.0),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of SciPy 1.17.1: `binomtest(k, n).proportion_ci(method="wilson")`.
    #[test]
    fn it_is_the_interval_of_scipy() {
        for (correct, count, lower, upper) in [
            (0, 5, 0.0, 0.434_482_464_783_174_76),
            (3, 10, 0.107_791_267_406_301_02, 0.603_221_852_538_854_6),
            (9, 10, 0.595_849_973_204_761_5, 0.982_123_786_904_927_1),
            (50, 100, 0.403_831_530_365_995_6, 0.596_168_469_634_004_4),
        ] {
            let interval = wilson(correct, count).unwrap();
            assert!((interval.lower - lower).abs() < 1e-12, "{interval:?}");
            assert!((interval.upper - upper).abs() < 1e-12, "{interval:?}");
        }
        assert_eq!(wilson(0, 0), None);
    }
}
