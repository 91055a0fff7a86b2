pub(crate) use surprisal_core::CompensatedSum as Sum;

/// The sum of these, compensated.
pub(crate) fn sum(terms: impl IntoIterator<Item = f64>) -> f64 {
    Sum::of(terms).value()
}
