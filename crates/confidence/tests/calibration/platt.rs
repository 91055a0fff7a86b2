use surprisal_confidence::Platt;

use crate::data::{CORRECT, SCORES, close};

/// `scipy.optimize.minimize` by BFGS to a gradient of 1e-12, of the loss with Platt's targets. scikit-learn's
/// `_sigmoid_calibration` gives the same to 2e-9: A = −3.559970426, B = 1.808658592.
#[test]
fn it_is_the_curve_of_scipy_and_scikit_learn() {
    let platt = Platt::fit(&SCORES, &CORRECT).unwrap();
    close(platt.slope(), 3.559_970_428_627_392, 1e-8);
    close(platt.intercept(), -1.808_658_589_926_427_1, 1e-8);
    assert_eq!(
        (platt.fitted_on().count, platt.fitted_on().correct),
        (20, 10)
    );
}

#[test]
fn scores_that_are_far_from_0_and_near_to_each_other_are_fitted_as_well() {
    let scores = SCORES.map(|score| 1e6 + score);
    let platt = Platt::fit(&scores, &CORRECT).unwrap();
    let plain = Platt::fit(&SCORES, &CORRECT).unwrap();
    close(platt.slope(), plain.slope(), 1e-6);
    close(platt.probability(1e6 + 0.3), plain.probability(0.3), 1e-6);
}

#[test]
fn scores_that_tell_right_from_wrong_without_a_fault_have_a_curve_with_an_end() {
    let platt = Platt::fit(&[0.1, 0.2, 0.8, 0.9], &[false, false, true, true]).unwrap();
    close(platt.probability(0.5), 0.5, 1e-9);
    // The targets are 3/4 and 1/4, and no curve that is symmetric goes through both points of either.
    assert!(platt.probability(0.8) < 0.75 && platt.probability(0.9) > 0.75);
}

#[test]
fn equal_scores_give_what_is_right_of_all() {
    let platt = Platt::fit(&[0.7; 4], &[true, true, true, false]).unwrap();
    // Three targets of 4/5 and one of 1/3.
    close(platt.probability(0.7), (3.0 * 0.8 + 1.0 / 3.0) / 4.0, 1e-9);
    assert_eq!(platt.slope(), 0.0);
    assert!(!platt.probability(f64::INFINITY).is_nan());
    assert!(platt.probability(f64::NAN).is_nan());
}

#[test]
fn a_score_that_falls_where_it_is_surer_has_a_negative_slope() {
    let perplexities = SCORES.map(|score| -score.ln());
    let platt = Platt::fit(&perplexities, &CORRECT).unwrap();
    assert!(platt.slope() < 0.0);
    assert_eq!(platt.probability(f64::INFINITY), 0.0);
}
