use surprisal_confidence::{Direction, Measure, Needs, Unit};
use surprisal_core::{AiMessage, ErrorKind};

use super::{TokenLogprob, listed};

#[test]
fn a_name_is_read_as_what_it_was_written_of() {
    for measure in Measure::ALL {
        assert_eq!(measure.to_string().parse::<Measure>().unwrap(), *measure);
        assert_eq!(measure.id().parse::<Measure>().unwrap(), *measure);
        let json = serde_json::to_string(measure).unwrap();
        assert!(json.contains(&format!("\"{}\"", measure.id())), "{json}");
        assert_eq!(serde_json::from_str::<Measure>(&json).unwrap(), *measure);
    }
    assert_eq!(
        "window_mean(3)".parse::<Measure>().unwrap().to_string(),
        "window_mean(3)"
    );
}

#[test]
fn what_is_no_measure_is_an_error_that_lists_those_there_are() {
    for name in [
        "",
        "entropy",
        "tail_mean(2)",
        "tail_mean(NaN)",
        "window_mean(0)",
        "perplexity(1)",
    ] {
        let error = name.parse::<Measure>().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{name}");
        assert!(error.message().contains("tail_mean(0.1), quantile(0.95)"));
    }
}

#[test]
fn nothing_has_no_measures() {
    for measure in Measure::ALL {
        assert_eq!(measure.of(&AiMessage::new("yes")), None, "{measure}");
    }
}

#[test]
fn a_surer_answer_is_surer_by_every_measure() {
    let ln = f64::ln;
    let answer = |p: f64, chosen: &str| {
        let top = [
            ("a", ln(p)),
            ("b", ln(0.1)),
            ("c", ln(0.05)),
            ("d", ln(0.02)),
            ("e", ln(0.01)),
        ];
        let own = if chosen == "a" { p } else { 0.001 };
        vec![listed((chosen, ln(own)), &top); 3]
    };
    let (sure, unsure) = (answer(0.8, "a"), answer(0.3, "z"));
    for measure in Measure::ALL {
        let values = measure.of_tokens(&sure).zip(measure.of_tokens(&unsure));
        let (sure, unsure) = values.unwrap_or_else(|| panic!("{measure} has no value"));
        let is_surer = match measure.direction() {
            Direction::HigherIsSurer => sure > unsure,
            _ => sure < unsure,
        };
        // Its candidates are likelier where one has little: the chosen token is not asked for.
        let is_other = matches!(measure, Measure::TraceConfidence { .. });
        assert!(is_surer || is_other, "{measure}: {sure} and {unsure}");
        assert!(sure.is_finite() && unsure.is_finite(), "{measure}");
        if measure.unit() == Unit::Probability {
            assert!(
                (0.0..=1.0).contains(&sure) && (0.0..=1.0).contains(&unsure),
                "{measure}"
            );
        }
    }
}

#[test]
fn what_needs_alternatives_has_none_without_them() {
    let tokens = [TokenLogprob::new("a", -0.1), TokenLogprob::new("b", -0.2)];
    for measure in Measure::ALL {
        let needs = match measure.of_tokens(&tokens) {
            Some(_) => Needs::Chosen,
            None => Needs::Alternatives,
        };
        assert_eq!(measure.needs(), needs, "{measure}");
    }
}
