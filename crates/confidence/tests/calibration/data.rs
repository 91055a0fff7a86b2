//! Examples that several tests share. Made up, with ties in the scores.
//!
//! The numbers that the tests compare with were computed of these same lists, once, with scikit-learn 1.9.1 and SciPy 1.17.1 on
//! Python 3; each test says by which function.

pub(crate) const SCORES: [f64; 20] = [
    0.05, 0.12, 0.2, 0.2, 0.31, 0.33, 0.4, 0.4, 0.4, 0.47, 0.55, 0.58, 0.6, 0.66, 0.7, 0.75, 0.75,
    0.82, 0.9, 0.97,
];

pub(crate) const CORRECT: [bool; 20] = [
    false, false, false, true, false, false, true, false, false, true, false, true, true, false,
    true, true, true, false, true, true,
];

pub(crate) fn close(one: f64, other: f64, tolerance: f64) {
    assert!((one - other).abs() <= tolerance, "{one} and {other}");
}
