use surprisal_confidence::{Direction, Isotonic, Platt, Ranking, Reliability, Threshold};
use surprisal_core::{Error, ErrorKind};

/// What each says of these examples.
fn errors(scores: &[f64], correct: &[bool]) -> [Option<Error>; 5] {
    let direction = Direction::HigherIsSurer;
    [
        Isotonic::fit(scores, correct, direction).err(),
        Platt::fit(scores, correct).err(),
        Ranking::new(scores, correct, direction).err(),
        Reliability::new(scores, correct).err(),
        Threshold::cheapest(scores, direction, correct, correct, 0.5).err(),
    ]
}

#[test]
fn lists_of_different_length_none_and_what_is_no_number_are_invalid_everywhere() {
    for (scores, correct, says) in [
        (&[0.1, 0.2][..], &[true][..], "2 scores and 1 outcomes"),
        (&[], &[], "no examples"),
        (&[0.1, f64::NAN], &[true, false], "score 1 is NaN"),
        (&[f64::INFINITY, 0.1], &[true, false], "score 0 is inf"),
    ] {
        for error in errors(scores, correct) {
            let error = error.unwrap();
            assert_eq!(error.kind(), ErrorKind::InvalidInput);
            assert!(error.message().contains(says), "{error}");
        }
    }
}

#[test]
fn nothing_is_fitted_to_one_class_but_it_can_be_measured() {
    for (correct, says) in [
        ([true, true], "all 2 answers are right"),
        ([false, false], "wrong"),
    ] {
        let [isotonic, platt, ranking, reliability, escalation] = errors(&[0.1, 0.2], &correct);
        assert!(isotonic.unwrap().message().contains(says));
        assert!(platt.unwrap().message().contains(says));
        assert!(ranking.is_none() && reliability.is_none() && escalation.is_none());
    }
}

#[test]
fn reliability_is_of_probabilities() {
    let error = Reliability::new(&[0.5, 1.5], &[true, false]).unwrap_err();
    assert!(
        error.message().starts_with("probability 1 is 1.5"),
        "{error}"
    );
}

#[test]
fn scores_that_cannot_be_squared_are_an_error_and_no_nan() {
    let error = Platt::fit(&[1e308, -1e308, 1e300], &[true, false, true]);
    assert!(error.is_err_and(|error| error.message().contains("logarithm")));
}

#[test]
fn both_models_of_a_cascade_answer_every_example() {
    let (scores, direction) = ([0.1, 0.2], Direction::HigherIsSurer);
    let error = Threshold::cheapest(&scores, direction, &[true, false], &[true], 0.5);
    assert!(error.is_err_and(|error| error.message().contains("big one")));
}
