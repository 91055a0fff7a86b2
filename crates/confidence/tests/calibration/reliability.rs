use surprisal_confidence::{Binning, Reliability};

use crate::data::{CORRECT, SCORES, close};

/// The case `uqlm.calibration.overconfident` of cvs-health/uqlm (tests/test_calibrators.py), computed with the formulas of its
/// uqlm/calibration/evaluate.py: ten bins that are closed on the right, so that 0.9 is in that of 0.8 to 0.9.
#[test]
fn uqlm_calibration_overconfident() {
    let scores = [0.9, 0.95, 0.8, 0.85, 0.9, 0.92, 0.88, 0.93, 0.87, 0.91];
    let labels = [0, 1, 0, 0, 1, 0, 0, 1, 0, 0].map(|label| label == 1);
    let reliability = Reliability::new(&scores, &labels).unwrap();
    close(reliability.mean_probability(), 0.891, 1e-12);
    close(reliability.accuracy(), 0.3, 1e-12);
    close(reliability.ece(), 0.591, 1e-12);
    close(reliability.mce(), 0.8, 1e-12);
    close(reliability.brier(), 0.539_570_000_000_000_1, 1e-12);
    close(reliability.log_loss(), 1.513_252_611_088_101_3, 1e-12);
    assert_eq!(reliability.bins()[8].count, 5);
}

/// `brier_score_loss`, `roc_auc_score` and `log_loss` of scikit-learn; the error of calibration by NumPy, with
/// `searchsorted(edges, scores, side="left")`.
#[test]
fn the_numbers_are_those_of_scikit_learn() {
    let reliability = Reliability::new(&SCORES, &CORRECT).unwrap();
    let reliability = reliability.with_binning(Binning::EqualWidth(5));
    close(reliability.brier(), 0.191_78, 1e-12);
    close(reliability.auroc().unwrap(), 0.785, 1e-12);
    close(reliability.log_loss(), 0.559_587_066_909_599_7, 1e-12);
    close(reliability.ece(), 0.145, 1e-12);
    close(reliability.mce(), 0.23, 1e-12);
    let counts: Vec<_> = reliability.bins().iter().map(|bin| bin.count).collect();
    assert_eq!(counts, [4, 5, 4, 4, 3]);
}

/// `log_loss([1, 0, 1], [0.0, 1.0, 0.5])` of scikit-learn.
#[test]
fn a_certain_answer_that_is_wrong_costs_much_and_not_all() {
    let reliability = Reliability::new(&[0.0, 1.0, 0.5], &[true, false, true]).unwrap();
    close(reliability.log_loss(), 24.260_151_319_598_084, 1e-9);
}

#[test]
fn an_empty_bin_has_no_accuracy_and_no_part_in_the_error() {
    let reliability = Reliability::new(&[0.05, 0.95], &[false, true]).unwrap();
    let empty = reliability.bins()[4];
    assert_eq!(empty.count, 0);
    assert_eq!((empty.accuracy(), empty.mean_probability), (None, None));
    assert_eq!((empty.interval(), empty.gap()), (None, None));
    close(reliability.ece(), 0.05, 1e-12);
    assert_eq!(reliability.bins().len(), 10);
}

#[test]
fn edges_belong_to_the_bin_below_and_0_to_the_first() {
    let edges: Vec<f64> = (0..=10).map(|edge| f64::from(edge) / 10.0).collect();
    let reliability = Reliability::new(&edges, &[true; 11]).unwrap();
    let counts: Vec<_> = reliability.bins().iter().map(|bin| bin.count).collect();
    assert_eq!(counts, [2, 1, 1, 1, 1, 1, 1, 1, 1, 1]);
}

#[test]
fn bins_of_equal_mass_hold_as_many_and_never_part_equal_probabilities() {
    let spread: Vec<f64> = (0..20).map(|at| (f64::from(at) / 20.0).powi(3)).collect();
    let reliability = Reliability::new(&spread, &CORRECT).unwrap();
    let reliability = reliability.with_binning(Binning::EqualMass(5));
    let counts: Vec<_> = reliability.bins().iter().map(|bin| bin.count).collect();
    assert_eq!(counts, [4, 4, 4, 4, 4]);

    let ties = [0.1, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.95];
    let correct = [false, true, true, false, true, true, true, true];
    let reliability = Reliability::new(&ties, &correct)
        .unwrap()
        .with_binning(Binning::EqualMass(4));
    let bins: Vec<_> = reliability
        .bins()
        .iter()
        .map(|bin| (bin.lower, bin.upper, bin.count))
        .collect();
    assert_eq!(bins, [(0.1, 0.1, 1), (0.9, 0.9, 6), (0.95, 0.95, 1)]);
}

#[test]
fn no_bins_are_one_bin() {
    for none in [Binning::EqualWidth(0), Binning::EqualMass(0)] {
        let reliability = Reliability::new(&SCORES, &CORRECT)
            .unwrap()
            .with_binning(none);
        assert_eq!(reliability.bins().len(), 1);
        close(
            reliability.ece(),
            (SCORES.iter().sum::<f64>() / 20.0 - 0.5).abs(),
            1e-12,
        );
    }
}

#[test]
fn the_brier_score_is_the_sum_of_its_parts() {
    // Within each bin all probabilities are equal: Murphy's three parts are all that there is.
    let probabilities = [0.25, 0.25, 0.25, 0.25, 0.75, 0.75];
    let correct = [true, false, false, false, true, true];
    let reliability = Reliability::new(&probabilities, &correct).unwrap();
    let parts = reliability.brier_parts();
    close(parts.reliability, 2.0 / 6.0 * 0.25 * 0.25, 1e-12);
    close(
        parts.resolution,
        4.0 / 6.0 * 0.0625 + 2.0 / 6.0 * 0.25,
        1e-12,
    );
    close(parts.uncertainty, 0.25, 1e-12);
    close(parts.within_bins, 0.0, 1e-12);

    let parts = Reliability::new(&SCORES, &CORRECT)
        .unwrap()
        .with_binning(Binning::EqualWidth(2))
        .brier_parts();
    let sum = parts.reliability - parts.resolution + parts.uncertainty + parts.within_bins;
    close(sum, 0.191_78, 1e-12);
    assert!(parts.within_bins.abs() > 1e-3);
}

#[test]
fn the_bootstrap_gives_the_same_interval_for_the_same_seed() {
    let reliability = Reliability::new(&SCORES, &CORRECT).unwrap();
    let interval = |seed| {
        reliability
            .bootstrap(500, seed, |sample| Some(sample.brier()))
            .unwrap()
    };
    assert_eq!(interval(1), interval(1));
    assert_ne!(interval(1), interval(2));
    assert!(interval(1).contains(0.191_78) && interval(1).width() > 0.05);
    assert_eq!(
        reliability.bootstrap(0, 1, |sample| Some(sample.brier())),
        None
    );
    assert_eq!(reliability.bootstrap(10, 1, |_| None), None);
}

#[test]
fn the_table_has_a_dash_where_there_are_no_answers() {
    let reliability = Reliability::new(&[0.1, 0.9, 0.9], &[false, true, false]).unwrap();
    let table = reliability.with_binning(Binning::EqualWidth(3)).to_string();
    assert_eq!(
        table,
        "\
probability           n  mean p   right  95 %
0.000 – 0.333         1   0.100   0.000  0.000 – 0.793
0.333 – 0.667         0       –       –  –
0.667 – 1.000         2   0.900   0.500  0.095 – 0.905
all                   3   0.633   0.333
ECE 0.300 · MCE 0.400
Brier 0.277 · log loss 0.838 · AUROC 0.750 · AURC 0.556"
    );
}
