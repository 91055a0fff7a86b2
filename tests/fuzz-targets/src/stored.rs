use serde::Serialize;
use serde::de::DeserializeOwned;
use surprisal_confidence::{Calibrator, CascadeRecord, Measure, Snapshot};
use surprisal_core::CachedAnswer;

use crate::input::Input;
use crate::laws;

/// What this library once wrote into files, and somebody else may have: cached answers, calibrations, records, names.
///
/// The input is which of these it is, and the text.
pub fn stored(data: &[u8]) {
    let mut input = Input::new(data);
    let which = input.number();
    let Ok(text) = str::from_utf8(input.rest()) else {
        return;
    };
    match which % 5 {
        0 => {
            if let Some(answer) = read::<CachedAnswer>(text) {
                laws::chunks(answer.chunks());
            }
        }
        1 => {
            if let Some(calibrator) = read::<Calibrator>(text) {
                calibrated(&calibrator);
            }
        }
        2 => {
            if let Some(snapshot) = read::<Snapshot>(text) {
                // What cannot be compared is an error.
                if let Err(error) = snapshot.compare(&snapshot, 9, 0) {
                    laws::error(&error);
                }
            }
        }
        3 => {
            if let Some(record) = read::<CascadeRecord>(text) {
                record.usage();
            }
        }
        _ => {
            if let Ok(measure) = text.parse::<Measure>() {
                assert_eq!(measure.to_string().parse::<Measure>().unwrap(), measure);
            }
        }
    }
}

/// What is read is written down and read back.
fn read<T: DeserializeOwned + Serialize>(text: &str) -> Option<T> {
    let value: T = serde_json::from_str(text).ok()?;
    let written = serde_json::to_string(&value).unwrap();
    let back: T = serde_json::from_str(&written).unwrap();
    assert_eq!(serde_json::to_string(&back).unwrap(), written);
    Some(value)
}

/// A probability for every score.
fn calibrated(calibrator: &Calibrator) {
    for score in [
        -1e300,
        -2.5,
        -0.0,
        0.5,
        1.0,
        1e300,
        f64::NEG_INFINITY,
        f64::INFINITY,
    ] {
        let probability = calibrator.probability(score);
        assert!(
            (0.0..=1.0).contains(&probability),
            "{score}: {probability} by {calibrator:?}"
        );
    }
    assert!(calibrator.probability(f64::NAN).is_nan());
}
