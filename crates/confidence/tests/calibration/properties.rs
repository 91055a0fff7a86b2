use proptest::prelude::*;
use surprisal_confidence::{
    Binning, Direction, Isotonic, Platt, Ranking, Reliability, TemperatureScaling,
};

use crate::data::close;

/// Scores with many ties, of which some answers are right and some wrong.
fn examples() -> impl Strategy<Value = (Vec<f64>, Vec<bool>)> {
    let example = (0_u32..30, any::<bool>());
    prop::collection::vec(example, 2..60)
        .prop_map(|examples| {
            let scores = examples.iter().map(|(score, _)| f64::from(*score) / 29.0);
            (
                scores.collect(),
                examples.iter().map(|(_, correct)| *correct).collect(),
            )
        })
        .prop_filter("both classes", |(_, correct): &(Vec<f64>, Vec<bool>)| {
            correct.contains(&true) && correct.contains(&false)
        })
}

fn directions() -> impl Strategy<Value = Direction> {
    prop_oneof![
        Just(Direction::HigherIsSurer),
        Just(Direction::LowerIsSurer)
    ]
}

proptest! {
    #[test]
    fn an_isotonic_curve_never_falls_where_it_is_surer((scores, correct) in examples(), direction in directions()) {
        let isotonic = Isotonic::fit(&scores, &correct, direction).unwrap();
        let curve: Vec<f64> = (-5..=65).map(|at| isotonic.probability(f64::from(at) / 58.0)).collect();
        let rises = match direction {
            Direction::HigherIsSurer => curve.is_sorted(),
            _ => curve.is_sorted_by(|one, other| one >= other),
        };
        prop_assert!(rises, "{curve:?}");
    }

    /// Pooling means that the probabilities of all examples add up to the right answers among them.
    #[test]
    fn an_isotonic_curve_says_as_many_are_right_as_are((scores, correct) in examples(), direction in directions()) {
        let isotonic = Isotonic::fit(&scores, &correct, direction).unwrap();
        let said: f64 = scores.iter().map(|score| isotonic.probability(*score)).sum();
        close(said, isotonic.fitted_on().correct as f64, 1e-9);
    }

    /// No rising steps at the scores, found by the formula of max and min, are nearer in squares.
    #[test]
    fn an_isotonic_curve_is_the_nearest_that_rises((scores, correct) in examples()) {
        let isotonic = Isotonic::fit(&scores, &correct, Direction::HigherIsSurer).unwrap();
        let mean = |low: f64, high: f64| {
            let within = scores.iter().zip(&correct).filter(|(score, _)| (low..=high).contains(*score));
            let (count, right) = within.fold((0, 0), |(n, right), (_, is)| (n + 1, right + u32::from(*is)));
            f64::from(right) / f64::from(count)
        };
        let mut distinct = scores.clone();
        distinct.sort_by(f64::total_cmp);
        distinct.dedup();
        for score in &distinct {
            let below = distinct.iter().filter(|low| *low <= score);
            let above = || distinct.iter().filter(|high| *high >= score);
            let least = |low: &f64| above().map(|high| mean(*low, *high)).fold(f64::INFINITY, f64::min);
            let expected = below.map(least).fold(f64::NEG_INFINITY, f64::max);
            close(isotonic.probability(*score), expected, 1e-9);
        }
    }

    /// The derivative by the intercept is 0: the probabilities add up to Platt's targets.
    #[test]
    fn a_logistic_curve_is_at_its_minimum((scores, correct) in examples()) {
        let platt = Platt::fit(&scores, &correct).unwrap();
        let right = platt.fitted_on().correct as f64;
        let wrong = scores.len() as f64 - right;
        let targets = right * (right + 1.0) / (right + 2.0) + wrong / (wrong + 2.0);
        let said: f64 = scores.iter().map(|score| platt.probability(*score)).sum();
        close(said, targets, 1e-6);
    }

    #[test]
    fn auroc_and_the_risks_do_not_change_with_a_map_that_rises((scores, correct) in examples()) {
        let ranking = Ranking::new(&scores, &correct, Direction::HigherIsSurer).unwrap();
        let mapped: Vec<f64> = scores.iter().map(|score| (3.0 * score).exp()).collect();
        let other = Ranking::new(&mapped, &correct, Direction::HigherIsSurer).unwrap();
        prop_assert_eq!(ranking.auroc(), other.auroc());
        prop_assert_eq!(ranking.aurc(), other.aurc());
        let falling: Vec<f64> = mapped.iter().map(|score| -score).collect();
        let other = Ranking::new(&falling, &correct, Direction::LowerIsSurer).unwrap();
        prop_assert_eq!(ranking.auroc(), other.auroc());
    }

    #[test]
    fn auroc_is_the_fraction_of_pairs_in_order((scores, correct) in examples()) {
        let answers = || scores.iter().zip(&correct);
        let (mut ahead, mut pairs) = (0.0, 0.0);
        for (right, _) in answers().filter(|(_, correct)| **correct) {
            for (wrong, _) in answers().filter(|(_, correct)| !**correct) {
                pairs += 1.0;
                ahead += if right > wrong { 1.0 } else if right == wrong { 0.5 } else { 0.0 };
            }
        }
        let ranking = Ranking::new(&scores, &correct, Direction::HigherIsSurer).unwrap();
        close(ranking.auroc().unwrap(), ahead / pairs, 1e-12);
    }

    #[test]
    fn numbers_do_not_depend_on_the_order_of_answers((scores, correct) in examples(), bins in 1_usize..12) {
        for bins in [Binning::EqualWidth(bins), Binning::EqualMass(bins)] {
            let one = Reliability::new(&scores, &correct).unwrap().with_binning(bins);
            let backwards: (Vec<f64>, Vec<bool>) = scores.iter().copied().zip(correct.iter().copied()).rev().unzip();
            let other = Reliability::new(&backwards.0, &backwards.1).unwrap().with_binning(bins);
            prop_assert_eq!(&one, &other);
            let count: usize = one.bins().iter().map(|bin| bin.count).sum();
            prop_assert_eq!(count, scores.len());
            prop_assert_eq!(one.svg(), other.svg());
        }
    }

    /// Made so that of the answers with k/n just k in n are right.
    #[test]
    fn perfect_probabilities_have_no_error_of_calibration(parts in prop::collection::vec((0_u32..=6, 1_u32..4), 1..8), bins in 1_usize..12) {
        let (mut probabilities, mut correct) = (Vec::new(), Vec::new());
        for (right, times) in parts {
            for at in 0..6 * times {
                probabilities.push(f64::from(right) / 6.0);
                correct.push(at < right * times);
            }
        }
        for bins in [Binning::EqualWidth(bins), Binning::EqualMass(bins)] {
            let reliability = Reliability::new(&probabilities, &correct).unwrap().with_binning(bins);
            close(reliability.ece(), 0.0, 1e-12);
            close(reliability.mce(), 0.0, 1e-12);
            close(reliability.brier_parts().reliability, 0.0, 1e-12);
        }
    }

    #[test]
    fn isotonic_probabilities_are_calibrated_on_what_they_were_fitted_to((scores, correct) in examples()) {
        let isotonic = Isotonic::fit(&scores, &correct, Direction::HigherIsSurer).unwrap();
        let fitted: Vec<f64> = scores.iter().map(|score| isotonic.probability(*score)).collect();
        let reliability = Reliability::new(&fitted, &correct).unwrap();
        close(reliability.ece(), 0.0, 1e-9);
    }

    #[test]
    fn a_temperature_leaves_the_first_label_first(
        examples in prop::collection::vec((prop::array::uniform4(-10.0_f64..10.0), 0_usize..4), 1..30),
    ) {
        let (logits, labels): (Vec<[f64; 4]>, Vec<usize>) = examples.into_iter().unzip();
        let Ok(temperature) = TemperatureScaling::fit(&logits, &labels) else {
            return Ok(());
        };
        let loss = |inverse: f64| -> f64 {
            let of = |(logits, label): (&[f64; 4], &usize)| {
                let total: f64 = logits.iter().map(|logit| (inverse * (logit - logits[*label])).exp()).sum();
                total.ln()
            };
            logits.iter().zip(&labels).map(of).sum()
        };
        let inverse = 1.0 / temperature.temperature();
        for other in [0.99, 1.01] {
            prop_assert!(loss(inverse) <= loss(inverse * other) + 1e-9);
        }
        for logits in &logits {
            let probabilities = temperature.probabilities(logits).unwrap();
            close(probabilities.iter().sum(), 1.0, 1e-12);
            let first = |of: &[f64]| (0..4).max_by(|one, other| of[*one].total_cmp(&of[*other]));
            let (said, kept) = (first(logits).unwrap(), first(&probabilities).unwrap());
            // Logits may differ by less than their probabilities can show.
            prop_assert!(said == kept || probabilities[said] == probabilities[kept]);
        }
    }
}
