use surprisal_confidence::{Direction, Ranking, Threshold};

use crate::data::{CORRECT, SCORES, close};

/// `roc_auc_score(correct, scores)`.
#[test]
fn auroc_is_that_of_scikit_learn() {
    let ranking = Ranking::new(&SCORES, &CORRECT, Direction::HigherIsSurer).unwrap();
    close(ranking.auroc().unwrap(), 0.785, 1e-12);
    let scores = SCORES.map(|score| 1.0 / score);
    let ranking = Ranking::new(&scores, &CORRECT, Direction::LowerIsSurer).unwrap();
    close(ranking.auroc().unwrap(), 0.785, 1e-12);
}

/// The mean of the risks of the surest 1, 2, … 20, over 20,000 random orders of the ties, came to 0.29864 in NumPy; with the mean
/// over all orders it is this.
#[test]
fn the_area_under_the_risk_coverage_curve_is_the_mean_over_the_orders_of_ties() {
    let ranking = Ranking::new(&SCORES, &CORRECT, Direction::HigherIsSurer).unwrap();
    close(ranking.aurc(), 0.298_675_032_612_726_15, 1e-12);
}

#[test]
fn all_ties_are_chance() {
    let ranking = Ranking::new(
        &[0.5; 4],
        &[true, false, false, false],
        Direction::HigherIsSurer,
    );
    let ranking = ranking.unwrap();
    assert_eq!(ranking.auroc(), Some(0.5));
    close(ranking.aurc(), 0.75, 1e-12);
    assert_eq!(ranking.accuracy_at(0.25), Some(0.25));
    assert_eq!(ranking.curve().len(), 1);
}

#[test]
fn there_is_no_auroc_where_all_are_right() {
    let ranking = Ranking::new(&[0.5, 0.6], &[true, true], Direction::HigherIsSurer).unwrap();
    assert_eq!(ranking.auroc(), None);
    assert_eq!(ranking.aurc(), 0.0);
}

#[test]
fn the_curve_begins_with_the_surest_and_ends_with_all() {
    let ranking = Ranking::new(&SCORES, &CORRECT, Direction::HigherIsSurer).unwrap();
    let (first, last) = (ranking.curve()[0], *ranking.curve().last().unwrap());
    assert_eq!((first.threshold, first.kept, first.risk()), (0.97, 1, 0.0));
    assert_eq!(
        (last.threshold, last.coverage(), last.accuracy()),
        (0.05, 1.0, 0.5)
    );
    // Three scores of 0.4, two of 0.2 and two of 0.75 are each one point.
    assert_eq!(ranking.curve().len(), 16);
    close(ranking.accuracy_at(0.25).unwrap(), 4.0 / 5.0, 1e-12);
    assert_eq!(ranking.accuracy_at(1.0), Some(0.5));
    for none in [0.0, -1.0, 1.1, f64::NAN] {
        assert_eq!(ranking.accuracy_at(none), None);
    }
}

#[test]
fn a_threshold_keeps_the_most_that_has_the_accuracy() {
    let ranking = Ranking::new(&SCORES, &CORRECT, Direction::HigherIsSurer).unwrap();
    let selection = ranking.threshold_for(0.8).unwrap();
    // The six surest have one fault, and behind them 0.66 has another.
    assert_eq!(
        (selection.threshold, selection.kept, selection.correct),
        (0.7, 6, 5)
    );
    assert!(selection.interval().contains(0.8));
    assert!(selection.keeps(0.7) && !selection.keeps(0.69) && !selection.keeps(f64::NAN));
    assert_eq!(ranking.threshold_for(1.0).unwrap().kept, 2);
    let wrong = Ranking::new(&[0.9, 0.1], &[false, true], Direction::HigherIsSurer).unwrap();
    assert_eq!(wrong.threshold_for(0.6), None);
}

#[test]
fn a_cascade_escalates_no_more_than_it_must() {
    let small = CORRECT;
    let big = [true; 20];
    let choose = |accuracy| {
        Threshold::cheapest(&SCORES, Direction::HigherIsSurer, &small, &big, accuracy)
            .unwrap()
            .unwrap()
    };
    // A big model that is never wrong: the small one may keep what has two faults.
    let chosen = choose(0.9);
    assert_eq!(
        (chosen.threshold, chosen.kept, chosen.correct),
        (Some(0.58), 9, 18)
    );
    close(chosen.cost(1.0, 10.0), 1.0 + 10.0 * 11.0 / 20.0, 1e-12);
    assert!(chosen.escalates(0.57) && chosen.escalates(f64::NAN) && !chosen.escalates(0.58));
    assert!(chosen.interval().contains(0.9));
    assert_eq!((choose(0.5).kept, choose(0.5).escalated()), (20, 0.0));
    let lowest = choose(1.0);
    assert_eq!((lowest.threshold, lowest.kept), (Some(0.9), 2));
}

#[test]
fn a_cascade_may_have_to_escalate_all_and_may_not_do_at_all() {
    let choose = |small: &[bool], big: &[bool], accuracy| {
        Threshold::cheapest(&[0.9, 0.1], Direction::HigherIsSurer, small, big, accuracy).unwrap()
    };
    let all = choose(&[false, true], &[true, true], 1.0).unwrap();
    assert_eq!((all.threshold, all.escalated()), (None, 1.0));
    assert!(all.escalates(1.0));
    assert_eq!(choose(&[false, true], &[false, true], 0.9), None);
}
