//! What holds of any tokens, however they are cut.

use std::num::NonZeroUsize;

use proptest::prelude::*;
use surprisal_confidence::{Measure, Running};

use super::{TokenLogprob, TopLogprob};

fn token() -> impl Strategy<Value = TokenLogprob> {
    let logprob = prop_oneof![8 => -12.0..0.0_f64, 1 => Just(-9999.0), 1 => Just(f64::NAN)];
    let top = prop::option::of(prop::collection::vec(-12.0..-2.0_f64, 0..6));
    (logprob, top, 0..8_usize).prop_map(|(logprob, top, place)| {
        let chosen = TopLogprob::new(&format!("t{place}"), logprob);
        let token = TokenLogprob::from(chosen.clone());
        let Some(top) = top else { return token };
        let listed = top
            .iter()
            .enumerate()
            .map(|(index, logprob)| match index == place {
                true => chosen.clone(),
                false => TopLogprob::new(&format!("t{index}"), *logprob),
            });
        let listed: Vec<_> = listed.collect();
        token.with_top_logprobs(listed)
    })
}

fn running(tokens: &[TokenLogprob]) -> Running {
    Running::new()
        .with_window(NonZeroUsize::new(3).unwrap())
        .with(tokens)
}

/// Equal but for rounding.
fn same(one: &Running, other: &Running) -> Result<(), TestCaseError> {
    let near = |a: Option<f64>, b: Option<f64>| match (a, b) {
        (Some(a), Some(b)) => a == b || (a - b).abs() <= 1e-9 * (1.0 + a.abs()),
        (a, b) => a == b,
    };
    let counts = |running: &Running| {
        (
            running.count(),
            running.exact(),
            running.floors(),
            running.missing(),
            running.impossible(),
            running.listed(),
            running.min(),
        )
    };
    prop_assert_eq!(counts(one), counts(other));
    let bounds = |running: &Running| {
        let entropy = running.mean_entropy(NonZeroUsize::new(1000));
        let all = [running.mean_bounds(), running.tail_mean(0.1), entropy];
        all.map(|bounds| bounds.map(|bounds| bounds.upper))
    };
    for (a, b) in bounds(one).into_iter().zip(bounds(other)) {
        prop_assert!(near(a, b), "{a:?} {b:?}");
    }
    prop_assert!(near(one.variance(), other.variance()));
    let windows = one.window().zip(other.window());
    let (left, right) = windows.ok_or_else(|| TestCaseError::fail("no window"))?;
    prop_assert!(near(left.mean(), right.mean()), "{left:?} {right:?}");
    prop_assert!(near(left.worst(), right.worst()), "{left:?} {right:?}");
    for measure in Measure::ALL {
        let values = (measure.of_running(one), measure.of_running(other));
        prop_assert!(near(values.0, values.1), "{measure}: {values:?}");
    }
    Ok(())
}

proptest! {
    #[test]
    fn however_a_text_is_cut_its_statistics_are_the_same(
        tokens in prop::collection::vec(token(), 0..60),
        cuts in (any::<prop::sample::Index>(), any::<prop::sample::Index>()),
    ) {
        let (mut one, mut two) = (cuts.0.index(tokens.len() + 1), cuts.1.index(tokens.len() + 1));
        if two < one {
            (one, two) = (two, one);
        }
        let parts = [&tokens[..one], &tokens[one..two], &tokens[two..]].map(running);
        let [a, b, c] = &parts;
        let whole = running(&tokens);
        same(&a.clone().merge(b).merge(c), &whole)?;
        same(&a.clone().merge(&b.clone().merge(c)), &whole)?;
        same(&running(&[]).merge(&whole), &whole)?;
        same(&whole.clone().merge(&running(&[])), &whole)?;
    }

    #[test]
    fn no_measure_of_any_tokens_is_nan(tokens in prop::collection::vec(token(), 0..40)) {
        for measure in Measure::ALL {
            let value = measure.of_tokens(&tokens);
            prop_assert!(value.is_none_or(f64::is_finite), "{measure}: {value:?}");
        }
    }
}
