use surprisal_confidence::{Direction, Isotonic};

use crate::data::{CORRECT, SCORES, close};

/// `IsotonicRegression(out_of_bounds="clip").fit(scores, correct)`, its thresholds and `predict`.
#[test]
fn it_is_the_curve_of_scikit_learn() {
    let isotonic = Isotonic::fit(&SCORES, &CORRECT, Direction::HigherIsSurer).unwrap();
    let third = 1.0 / 3.0;
    let expected = [
        (0.05, 0.0),
        (0.12, 0.0),
        (0.2, 0.25),
        (0.33, 0.25),
        (0.4, third),
        (0.47, 0.5),
        (0.55, 0.5),
        (0.58, 2.0 / 3.0),
        (0.66, 2.0 / 3.0),
        (0.7, 0.75),
        (0.82, 0.75),
        (0.9, 1.0),
        (0.97, 1.0),
    ];
    assert_eq!(isotonic.knots(), expected);
    for (score, probability) in [
        (-1.0, 0.0),
        (0.05, 0.0),
        (0.16, 0.125),
        (0.3, 0.25),
        (0.4, third),
        (0.5, 0.5),
        (0.57, 0.611_111_111_111_110_8),
        (0.63, 2.0 / 3.0),
        (0.8, 0.75),
        (0.86, 0.875),
        (0.95, 1.0),
        (2.0, 1.0),
    ] {
        close(isotonic.probability(score), probability, 1e-12);
    }
}

/// `IsotonicRegression(increasing=False, …)` of 1/score.
#[test]
fn a_score_that_falls_where_it_is_surer_has_a_curve_that_falls() {
    let scores = SCORES.map(|score| 1.0 / score);
    let isotonic = Isotonic::fit(&scores, &CORRECT, Direction::LowerIsSurer).unwrap();
    for (score, probability) in [
        (20.0, 0.0),
        (6.25, 0.156_25),
        (1.0 / 0.3, 0.25),
        (2.5, 1.0 / 3.0),
        (1.0, 1.0),
    ] {
        close(isotonic.probability(score), probability, 1e-12);
    }
    assert_eq!(isotonic.probability(f64::INFINITY), 0.0);
    assert_eq!(isotonic.probability(f64::NEG_INFINITY), 1.0);
}

#[test]
fn answers_of_one_score_are_one_point_in_any_order() {
    let one = Isotonic::fit(
        &[0.5, 0.5, 0.5, 0.9],
        &[true, false, false, true],
        Direction::HigherIsSurer,
    )
    .unwrap();
    let other = Isotonic::fit(
        &[0.9, 0.5, 0.5, 0.5],
        &[true, false, true, false],
        Direction::HigherIsSurer,
    )
    .unwrap();
    assert_eq!(one, other);
    assert_eq!(one.knots(), [(0.5, 1.0 / 3.0), (0.9, 1.0)]);
}

#[test]
fn scores_that_say_the_opposite_give_what_is_right_of_all() {
    let isotonic = Isotonic::fit(
        &[0.1, 0.2, 0.8, 0.9],
        &[true, true, true, false],
        Direction::HigherIsSurer,
    )
    .unwrap();
    assert_eq!(isotonic.knots(), [(0.1, 0.75), (0.9, 0.75)]);
    assert!(isotonic.probability(f64::NAN).is_nan());
}
