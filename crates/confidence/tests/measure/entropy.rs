use std::num::NonZeroUsize;

use proptest::prelude::*;
use surprisal_confidence::entropy_bounds;

use super::{TokenLogprob, TopLogprob, listed, near};

/// The derivation is in the documentation of `entropy`; peers report the list scaled up to 1 or the sum over it.
#[test]
fn bounds_of_the_entropy() {
    let top = [("a", -0.105), ("b", -2.6), ("c", -4.6)];
    let token = listed(("a", -0.105), &top);
    let bounds = entropy_bounds(&token, NonZeroUsize::new(200_019)).unwrap();
    near(Some(bounds.lower), 0.4078870090178308, 1e-12);
    near(Some(bounds.upper), 0.5853606628312563, 1e-12);
    // Scaled up, and summed over the list alone: neither can be.
    assert!(!bounds.contains(0.32361976279553095) && !bounds.contains(0.33388382265414046));
    // With all that is left on one token, which would be likelier than the least that is listed.
    assert!(!bounds.contains(0.39799544523291397));
    let token = token.entropy().unwrap();
    near(Some(token.nats), 0.33388382265414046, 1e-12);
    near(Some(1.0 - token.left_out), 0.984649936545233, 1e-12);
}

#[test]
fn without_a_vocabulary_there_is_no_upper_bound() {
    let token = listed(
        ("a", 0.5_f64.ln()),
        &[("a", 0.5_f64.ln()), ("b", 0.25_f64.ln())],
    );
    assert_eq!(entropy_bounds(&token, None).unwrap().upper, f64::INFINITY);
    let whole = listed(
        ("a", 0.5_f64.ln()),
        &[("a", 0.5_f64.ln()), ("b", 0.5_f64.ln())],
    );
    let bounds = entropy_bounds(&whole, None).unwrap();
    near(Some(bounds.upper), 2.0_f64.ln(), 1e-12);
}

#[test]
fn without_alternatives_there_is_no_entropy() {
    assert_eq!(entropy_bounds(&TokenLogprob::new("a", -0.1), None), None);
    assert_eq!(entropy_bounds(&listed(("a", -0.1), &[]), None), None);
    assert_eq!(
        entropy_bounds(&listed(("a", -9999.0), &[("b", -9999.0)]), None),
        None
    );
}

/// Tokens of a made-up vocabulary, the likeliest first.
fn distribution() -> impl Strategy<Value = Vec<f64>> {
    prop::collection::vec(-12.0..0.0_f64, 2..60).prop_map(|logits| {
        let mass: f64 = logits.iter().map(|logit| logit.exp()).sum();
        let mut logprobs: Vec<f64> = logits.iter().map(|logit| logit - mass.ln()).collect();
        logprobs.sort_by(|a, b| b.total_cmp(a));
        logprobs
    })
}

proptest! {
    #[test]
    fn the_bounds_hold_the_entropy_of_a_distribution_that_was_cut(
        logprobs in distribution(),
        k in 1..21_usize,
        chosen in any::<prop::sample::Index>(),
        adds in any::<bool>(),
    ) {
        let truth: f64 = -logprobs.iter().map(|logprob| logprob * logprob.exp()).sum::<f64>();
        let candidate = |index: usize| TopLogprob::new(&format!("t{index}"), logprobs[index]);
        let chosen = chosen.index(logprobs.len());
        let mut top: Vec<_> = (0..k.min(logprobs.len())).map(candidate).collect();
        // As vLLM does; it also says the rank, others do not.
        if adds && chosen >= top.len() {
            top.push(candidate(chosen));
        }
        let token = TokenLogprob::from(candidate(chosen)).with_top_logprobs(top);
        let bounds = entropy_bounds(&token, NonZeroUsize::new(logprobs.len())).unwrap();
        prop_assert!(
            bounds.lower <= truth + 1e-9 && truth <= bounds.upper + 1e-9,
            "{truth} is not in {bounds:?}"
        );
        let open = entropy_bounds(&token, None).unwrap();
        prop_assert!(open.lower == bounds.lower && open.upper >= bounds.lower);
    }
}

/// vLLM lists the token itself where no alternatives are asked for, with its rank.
#[test]
fn a_list_of_nothing_but_an_unlikely_token_bounds_no_other() {
    let chosen = TopLogprob::new("a", 0.01_f64.ln()).with_rank(9);
    let token = TokenLogprob::from(chosen.clone()).with_top_logprobs([chosen]);
    // The others may all be one token of 0.99.
    let truth = -0.99 * 0.99_f64.ln() - 0.01 * 0.01_f64.ln();
    let bounds = entropy_bounds(&token, NonZeroUsize::new(1000)).unwrap();
    assert!(
        bounds.lower <= truth + 1e-12 && truth <= bounds.upper,
        "{bounds:?}"
    );
}
