use std::num::NonZeroUsize;

use surprisal_confidence::{Interval, Measure, Running};

use super::{TokenLogprob, TopLogprob, listed, near, tokens};

fn size(tokens: usize) -> NonZeroUsize {
    NonZeroUsize::new(tokens).unwrap()
}

#[test]
fn floors_and_missing_scores_are_counted_bounded_and_never_averaged() {
    let floor = listed(("z", -9999.0), &[("a", -0.1), ("b", -3.0)]);
    let missing = TopLogprob::new("m", 0.0).without_logprob().into();
    let known = TokenLogprob::new("a", -1.0);
    let running = Running::of(&[known.clone(), floor.clone()]);
    assert_eq!(
        (running.count(), running.exact(), running.floors()),
        (2, 1, 1)
    );
    assert_eq!(running.mean(), Some(-1.0));
    // Less likely than the last that was listed: at most (−1 − 3) / 2.
    assert_eq!(
        running.mean_bounds(),
        Some(Interval::new(f64::NEG_INFINITY, -2.0))
    );
    let running = Running::of(&[known.clone(), missing]);
    assert_eq!((running.missing(), running.mean()), (1, Some(-1.0)));
    assert_eq!(
        running.mean_bounds(),
        Some(Interval::new(f64::NEG_INFINITY, -0.5))
    );
    assert_eq!(
        Running::of([&known]).mean_bounds(),
        Some(Interval::exact(-1.0))
    );
    assert_eq!(Running::new().mean_bounds(), None);
    let tokens = [known, floor];
    for measure in Measure::ALL {
        let is_of_all = matches!(
            measure,
            Measure::JointProbability
                | Measure::MinProbability
                | Measure::MaxSurprise
                | Measure::TailMean { .. }
                | Measure::Quantile { .. }
                | Measure::WindowMean { .. }
                | Measure::LongestRun { .. }
                | Measure::WeakestLink { .. }
        );
        if is_of_all {
            assert_eq!(measure.of_tokens(&tokens), None, "{measure}");
        }
    }
}

#[test]
fn what_is_no_log_probability_has_no_measure() {
    let tokens = tokens(&[-0.1, 0.4]);
    assert_eq!(Running::of(&tokens).positive(), 1);
    for measure in Measure::ALL {
        assert_eq!(measure.of_tokens(&tokens), None, "{measure}");
    }
    // A rounding error is 0.
    assert_eq!(
        Measure::JointProbability.of_tokens(&super::tokens(&[1e-9])),
        Some(1.0)
    );
}

#[test]
fn a_long_sum_keeps_its_digits() {
    let terms = vec![-0.1; 1_000_000];
    let sum = Running::of(&tokens(&terms)).sum().unwrap();
    assert_eq!(sum, -100_000.0);
    assert_ne!(terms.iter().sum::<f64>(), -100_000.0);
}

#[test]
fn a_variance_is_that_of_the_textbook() {
    let running = Running::of(&tokens(&[-1.0, -2.0, -4.0, -5.0]));
    near(running.variance(), 10.0 / 3.0, 1e-12);
    assert_eq!(Running::of(&tokens(&[-1.0])).variance(), None);
}

#[test]
fn a_token_that_a_server_added_to_its_list_is_off_the_list_by_its_rank() {
    let top = |text: &str, logprob, rank| TopLogprob::new(text, logprob).with_rank(rank);
    let token = TokenLogprob::from(top("z", -6.0, 9)).with_top_logprobs([
        top("a", -0.1, 1),
        top("b", -3.0, 2),
        top("z", -6.0, 9),
    ]);
    let best = TokenLogprob::from(top("a", -0.1, 1))
        .with_top_logprobs([top("a", -0.1, 1), top("b", -3.0, 2)]);
    let running = Running::of(&[token, best]);
    assert_eq!(running.off_list_rate(), Some(0.5));
    assert_eq!(running.off_top_rate(), Some(0.5));
    assert_eq!(running.listed(), 2);
}

#[test]
fn of_equally_likely_candidates_the_chosen_one_is_at_the_top() {
    let token = listed(
        ("b", -0.70817715),
        &[("a", -0.70817715), ("b", -0.70817715)],
    );
    assert_eq!(Running::of([&token]).off_top_rate(), Some(0.0));
}

#[test]
fn a_window_knows_its_last_and_its_worst_mean() {
    let running = Running::new().with_window(size(2));
    let running = running.with(&tokens(&[-1.0, -5.0, -3.0, -0.5]));
    let window = running.window().unwrap();
    near(window.mean(), 1.75, 1e-12);
    near(window.worst(), 4.0, 1e-12);
    let measure = Measure::WindowMean { tokens: size(2) };
    near(measure.of_running(&running), 4.0, 1e-12);
    assert_eq!(
        Measure::WindowMean { tokens: size(3) }.of_running(&running),
        None
    );
    // A text that is shorter is one window.
    near(
        Measure::WindowMean { tokens: size(9) }.of_tokens(&tokens(&[-1.0, -2.0])),
        1.5,
        1e-12,
    );
}

#[test]
fn windows_of_different_sizes_do_not_add_up() {
    let one = Running::new().with_window(size(2)).with(&tokens(&[-1.0]));
    let other = Running::new().with_window(size(3)).with(&tokens(&[-1.0]));
    assert!(one.clone().merge(&other).window().is_none());
    assert!(one.merge(&Running::new()).window().is_none());
}

#[test]
fn a_tail_longer_than_what_is_kept_is_bounded() {
    let logprobs: Vec<f64> = (0..1000)
        .map(|i| -f64::from(i * 7919 % 1000) / 100.0)
        .collect();
    let tokens = tokens(&logprobs);
    let measure = Measure::TailMean { worst: 0.1 };
    let truth = measure.of_tokens(&tokens).unwrap();
    near(Some(truth), 9.495, 1e-9);
    let running = Running::of(&tokens);
    let bounds = running.tail_mean(0.1).unwrap();
    assert!(bounds.contains(truth) && !bounds.is_exact(), "{bounds:?}");
    assert_eq!(measure.of_running(&running), None);
    assert!(running.tail_mean(0.03).unwrap().is_exact());
    assert_eq!(running.tail_mean(1.5), None);
}

#[test]
fn a_run_is_of_tokens_below_the_threshold() {
    let measure = Measure::LongestRun { below: 0.5 };
    let of = |probabilities: &[f64]| {
        let logprobs: Vec<f64> = probabilities.iter().map(|p| p.ln()).collect();
        measure.of_tokens(&tokens(&logprobs))
    };
    assert_eq!(of(&[0.9, 0.4, 0.3, 0.5, 0.1]), Some(2.0));
    assert_eq!(of(&[0.9]), Some(0.0));
}

#[test]
fn the_confidence_of_a_trace_is_of_the_same_number_of_candidates_everywhere() {
    let three = listed(("a", -0.2), &[("a", -0.2), ("b", -2.0), ("c", -4.0)]);
    let two = listed(("a", -0.2), &[("a", -0.2), ("b", -2.0)]);
    let of = |top, tokens: &[TokenLogprob]| {
        Measure::TraceConfidence { top: size(top) }.of_tokens(tokens)
    };
    near(of(2, &[three.clone(), two.clone()]), 1.1, 1e-12);
    assert_eq!(of(3, &[three, two]), None);
}

#[test]
fn a_token_that_is_not_listed_is_not_taken_for_the_next_likeliest() {
    // With one alternative asked for, what is behind it is not known: the chosen token may be far below.
    let alone = listed(("z", -9.0), &[("a", -0.1)]);
    let rank = |text: &str, logprob, rank| TopLogprob::new(text, logprob).with_rank(rank);
    let added = TokenLogprob::from(rank("z", -9.0, 300))
        .with_top_logprobs([rank("a", -0.1, 1), rank("z", -9.0, 300)]);
    for token in [alone, added] {
        for measure in [
            Measure::MeanMargin,
            Measure::MinLnMargin,
            Measure::TraceConfidence { top: size(2) },
        ] {
            assert_eq!(
                measure.of_tokens(std::slice::from_ref(&token)),
                None,
                "{measure}"
            );
        }
        let trace = Measure::TraceConfidence { top: size(1) };
        near(trace.of_tokens(&[token]), 0.1, 1e-12);
    }
}

#[test]
fn what_is_no_log_probability_has_no_mean_while_it_runs() {
    let floor = TokenLogprob::new("z", -9999.0);
    let running = Running::of(&tokens(&[-0.1, 0.4])).merge(&Running::of([&floor]));
    assert_eq!((running.exact(), running.positive()), (2, 1));
    assert_eq!(
        (running.sum(), running.mean(), running.perplexity()),
        (None, None, None)
    );
    assert_eq!(
        (running.mean_bounds(), running.tail_mean(0.1)),
        (None, None)
    );
}
