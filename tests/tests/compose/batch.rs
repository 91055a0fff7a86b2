//! Several calls at once: a result belongs to its input, whatever happens to the others.

use futures::StreamExt as _;
use proptest::collection::vec;
use proptest::prelude::*;
use surprisal::{AiMessage, ErrorKind, Result, RetryPolicy, RunnableExt as _};

use crate::laws::run;
use crate::probe::Probe;
use crate::program::{Layer, build, layers};

/// Inputs that succeed, fail, or succeed the second time; no two are the same.
fn inputs() -> impl Strategy<Value = Vec<String>> {
    let input = prop_oneof![Just("good"), Just("flaky"), Just("fail")];
    vec(input, 0..9).prop_map(|inputs| {
        let numbered = inputs.iter().enumerate();
        numbered.map(|(at, input)| format!("{input}{at}")).collect()
    })
}

/// Whether a result is that of an input, after retries or without.
fn belongs(result: &Result<AiMessage>, input: &str, retried: bool) -> bool {
    match result {
        Ok(answer) => {
            answer.text() == input
                && !input.contains("fail")
                && (retried || !input.contains("flaky"))
        }
        Err(error) if input.contains("fail") => error.message().starts_with(input),
        Err(error) => !retried && error.message().starts_with(input) && input.contains("flaky"),
    }
}

proptest! {
    #[test]
    fn results_keep_their_place_under_failures_and_retries(
        layers in layers(),
        inputs in inputs(),
        concurrency in 1..4_usize,
        retried in any::<bool>(),
    ) {
        // A fallback would answer in the place of the model.
        let alone = |layer: &Layer| !matches!(layer, Layer::Fallbacks | Layer::Retry);
        let layers: Vec<Layer> = layers.into_iter().filter(alone).collect();
        let probe = Probe::default();
        let model = build(&layers, &probe);
        let policy = if retried { RetryPolicy::default() } else { RetryPolicy::none() };
        let model = model.with_retry(policy);
        let results = run(model.batch_with(concurrency, inputs.clone()));
        prop_assert_eq!(results.len(), inputs.len());
        for (result, input) in results.iter().zip(&inputs) {
            prop_assert!(belongs(result, input, retried), "{input}: {result:?}");
        }
        prop_assert_eq!(probe.live(), 0);
    }

    #[test]
    fn results_keep_their_place_where_the_rest_is_cancelled(
        layers in layers(),
        inputs in inputs(),
        take in 0..9_usize,
    ) {
        let alone = |layer: &Layer| !matches!(layer, Layer::Fallbacks | Layer::Retry);
        let layers: Vec<Layer> = layers.into_iter().filter(alone).collect();
        let probe = Probe::default();
        let model = build(&layers, &probe).with_retry(RetryPolicy::default());
        let some: Vec<_> = run(model.batch_as_completed(3, inputs.clone()).take(take).collect());
        prop_assert_eq!(some.len(), take.min(inputs.len()));
        for (at, result) in some {
            prop_assert!(belongs(&result, &inputs[at], true), "{at}: {result:?}");
        }
        prop_assert_eq!(probe.live(), 0);
    }

    #[test]
    fn the_first_error_stops_all_where_all_are_wanted(inputs in inputs()) {
        let probe = Probe::default();
        let model = probe.clone().with_retry(RetryPolicy::default());
        let all = run(model.try_batch(inputs.clone()));
        match all {
            Ok(answers) => {
                let texts: Vec<_> = answers.iter().map(|answer| answer.text().into_owned()).collect();
                prop_assert_eq!(texts, inputs);
            }
            Err(error) => {
                prop_assert_eq!(error.kind(), ErrorKind::InvalidInput);
                prop_assert!(inputs.iter().any(|input| input.contains("fail")));
            }
        }
        prop_assert_eq!(probe.live(), 0);
    }
}
