use serde_json::json;
use surprisal_confidence::{
    Calibrator, Direction, FittedOn, Isotonic, Measure, Platt, Signal, TemperatureScaling,
};

use crate::data::{CORRECT, SCORES};

fn fitted_on() -> FittedOn {
    FittedOn::new()
        .measure(Measure::NormalizedProbability)
        .model("gpt-4o-mini")
        .date("2026-11-27")
}

#[test]
fn a_calibrator_is_read_as_it_was_written_with_what_it_was_fitted_on() {
    let isotonic = Isotonic::fit(&SCORES, &CORRECT, Direction::HigherIsSurer).unwrap();
    let platt = Platt::fit(&SCORES, &CORRECT).unwrap();
    for calibrator in [
        Calibrator::from(isotonic.with_fitted_on(fitted_on())),
        Calibrator::from(platt.with_fitted_on(fitted_on())),
    ] {
        let written = serde_json::to_value(&calibrator).unwrap();
        assert_eq!(
            written["fitted_on"],
            json!({
                "measure": {"measure": "normalized_probability"},
                "model": "gpt-4o-mini",
                "date": "2026-11-27",
                "count": 20,
                "correct": 10,
            })
        );
        assert_eq!(
            serde_json::from_value::<Calibrator>(written).unwrap(),
            calibrator
        );
    }
    let temperature = TemperatureScaling::fit(&[[1.0, 0.0]; 3], &[0, 0, 1]).unwrap();
    let temperature = temperature.with_fitted_on(FittedOn::new().measure("topic"));
    let written = serde_json::to_string(&temperature).unwrap();
    let read: TemperatureScaling = serde_json::from_str(&written).unwrap();
    assert_eq!(read, temperature);
    assert_eq!(
        read.fitted_on().measure,
        Some(Signal::Named("topic".into()))
    );
    assert_eq!((read.fitted_on().count, read.fitted_on().correct), (3, 2));
}

#[test]
fn what_is_read_is_not_trusted() {
    let isotonic = |knots| {
        let json = json!({"method": "isotonic", "direction": "higher_is_surer", "knots": knots});
        serde_json::from_value::<Calibrator>(json)
    };
    assert!(isotonic(json!([[0.1, 0.2], [0.3, 0.9]])).is_ok());
    for knots in [
        json!([]),
        json!([[0.3, 0.2], [0.1, 0.9]]),
        json!([[0.1, 0.2], [0.1, 0.9]]),
        json!([[0.1, 0.9], [0.3, 0.2]]),
        json!([[0.1, 0.2], [0.3, 1.5]]),
    ] {
        let error = isotonic(knots.clone()).unwrap_err().to_string();
        assert!(error.contains("no curve that rises"), "{knots}: {error}");
    }
    for temperature in [0.0, -1.0] {
        let read =
            serde_json::from_value::<TemperatureScaling>(json!({"temperature": temperature}));
        assert!(read.is_err());
    }
}
