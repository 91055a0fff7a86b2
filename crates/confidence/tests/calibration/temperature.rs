use surprisal_confidence::TemperatureScaling;

use crate::data::close;

/// Made up: eight examples of three labels, four of them with the right label first.
const LOGITS: [[f64; 3]; 8] = [
    [2.0, -1.0, 0.5],
    [0.3, 0.1, -0.4],
    [4.0, 1.0, -2.0],
    [-1.0, 3.5, 0.0],
    [0.0, 2.5, 2.0],
    [1.5, -0.5, 1.0],
    [-2.0, 0.0, 3.0],
    [5.0, -3.0, 0.0],
];
const LABELS: [usize; 8] = [0, 1, 0, 1, 2, 2, 2, 1];

/// `1 / scipy.optimize.brentq` of the derivative, to 1e-15. scikit-learn's `_TemperatureScaling` gives 3.79994174.
#[test]
fn it_is_the_temperature_of_scipy_and_scikit_learn() {
    let temperature = TemperatureScaling::fit(&LOGITS, &LABELS).unwrap();
    close(temperature.temperature(), 3.799_941_699_739_708_4, 1e-9);
    let fitted_on = temperature.fitted_on();
    assert_eq!((fitted_on.count, fitted_on.correct), (8, 4));
    // `scipy.special.softmax`
    let probabilities = temperature.probabilities(&LOGITS[3]).unwrap();
    for (ours, theirs) in probabilities.into_iter().zip([
        0.179_558_922_620_554_95,
        0.586_828_206_571_515_5,
        0.233_612_870_807_929_78,
    ]) {
        close(ours, theirs, 1e-8);
    }
}

#[test]
fn log_probabilities_and_logits_give_the_same() {
    let shifted = LOGITS.map(|logits| {
        let total = logits.iter().map(|logit| logit.exp()).sum::<f64>().ln();
        logits.map(|logit| logit - total)
    });
    let one = TemperatureScaling::fit(&LOGITS, &LABELS).unwrap();
    let other = TemperatureScaling::fit(&shifted, &LABELS).unwrap();
    close(one.temperature(), other.temperature(), 1e-9);
}

#[test]
fn a_stand_in_is_a_label_of_no_probability() {
    let with = |floor: f64| {
        let logits = LOGITS.map(|[a, b, c]| [a, b, c, floor]);
        let temperature = TemperatureScaling::fit(&logits, &LABELS).unwrap();
        (
            temperature.temperature(),
            temperature.probabilities(&logits[0]).unwrap(),
        )
    };
    let (temperature, probabilities) = with(-9999.0);
    assert_eq!(
        (temperature, probabilities.clone()),
        with(f64::NEG_INFINITY)
    );
    close(temperature, 3.799_941_699_739_708_4, 1e-9);
    assert_eq!(probabilities[3], 0.0);
}

#[test]
fn there_are_no_probabilities_without_a_signal() {
    let temperature = TemperatureScaling::fit(&LOGITS, &LABELS).unwrap();
    for logits in [
        &[][..],
        &[f64::NEG_INFINITY, -9999.0],
        &[0.0, f64::NAN],
        &[f64::NAN, 0.0],
        &[f64::INFINITY, 0.0],
    ] {
        assert_eq!(temperature.probabilities(logits), None, "{logits:?}");
    }
}

#[test]
fn where_there_is_no_best_temperature_the_error_says_why() {
    let message = |logits: &[[f64; 2]], labels: &[usize]| {
        let error = TemperatureScaling::fit(logits, labels).unwrap_err();
        error.message().to_owned()
    };
    let faultless = message(&[[2.0, 1.0], [0.0, 3.0]], &[0, 1]);
    assert!(faultless.contains("best temperature is 0"), "{faultless}");
    let backwards = message(&[[2.0, 1.0], [0.0, 3.0]], &[1, 0]);
    assert!(backwards.contains("infinite"), "{backwards}");
    let outside = message(&[[2.0, 1.0]], &[2]);
    assert!(outside.contains("2 labels"), "{outside}");
    let unlisted = message(&[[-0.1, -0.2], [-0.01, -9999.0]], &[0, 1]);
    assert!(unlisted.contains("distribution 1"), "{unlisted}");
    let number = message(&[[f64::NAN, 0.0]], &[1]);
    assert!(number.contains("NaN"), "{number}");
    let none = message(&[], &[]);
    assert!(none.contains("no examples"), "{none}");
}
