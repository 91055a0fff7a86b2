//! What holds whatever happens.

use std::collections::BTreeMap;

use proptest::collection::vec;
use proptest::prelude::*;
use surprisal_core::{ErrorKind, RateLimiter, RetryPolicy, RunnableExt as _};
use tokio::runtime::{Builder, Runtime};

use crate::double::{Double, Script, Step, fail, say, wait};
use crate::support::{drain, error, millis};

/// A runtime whose clock jumps.
fn runtime() -> Runtime {
    Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .unwrap()
}

/// How an attempt ends.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Attempt {
    Answers,
    Passing,
    Lasting,
}

fn attempt() -> impl Strategy<Value = Attempt> {
    prop_oneof![
        3 => Just(Attempt::Answers),
        3 => Just(Attempt::Passing),
        1 => Just(Attempt::Lasting),
    ]
}

fn script(attempt: Attempt, text: &str, delay: u64) -> Script {
    let end = match attempt {
        Attempt::Answers => say(text),
        Attempt::Passing => fail(error(ErrorKind::Server, "passing")),
        Attempt::Lasting => fail(error(ErrorKind::InvalidInput, "lasting")),
    };
    vec![wait(delay), end]
}

/// What a call with so many attempts comes to, and after how many.
fn expected(attempts: &[Attempt], most: usize) -> (Attempt, usize) {
    let all = attempts
        .iter()
        .copied()
        .chain(std::iter::repeat(Attempt::Answers));
    let mut last = (Attempt::Answers, 0);
    for (at, attempt) in all.take(most).enumerate() {
        last = (attempt, at + 1);
        if attempt != Attempt::Passing {
            break;
        }
    }
    last
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn results_of_a_batch_stay_at_their_index_and_attempts_within_the_policy(
        inputs in vec((vec(attempt(), 0..5), 0_u64..50), 1..12),
        most in 1_u32..5,
        at_once in 1_usize..6,
    ) {
        let mut double = Double::new([]);
        for (index, (attempts, delay)) in inputs.iter().enumerate() {
            let text = index.to_string();
            let last = script(Attempt::Answers, &text, *delay);
            let scripts = attempts.iter().map(|attempt| script(*attempt, &text, *delay));
            double = double.on(&text, scripts.chain([last]));
        }
        let model = double.clone().with_retry(RetryPolicy::default().max_attempts(most));
        let texts: Vec<String> = (0..inputs.len()).map(|index| index.to_string()).collect();
        let results = runtime().block_on(model.batch_with(at_once, texts.clone()));

        let mut calls = BTreeMap::<String, usize>::new();
        double.texts().into_iter().for_each(|text| *calls.entry(text).or_default() += 1);
        for ((text, result), (attempts, _)) in texts.into_iter().zip(results).zip(inputs) {
            let (ends, count) = expected(&attempts, most as usize);
            prop_assert_eq!(calls[&text], count);
            let said = match ends {
                Attempt::Answers => text,
                Attempt::Passing => "passing".to_owned(),
                Attempt::Lasting => "lasting".to_owned(),
            };
            match result {
                Ok(answer) => prop_assert_eq!(answer.text(), said),
                Err(error) => {
                    prop_assert_eq!(error.message(), said);
                    prop_assert_eq!(error.retries_spent(), ends == Attempt::Passing && most > 1);
                }
            }
        }
        prop_assert_eq!(double.live(), 0);
    }

    #[test]
    fn streams_come_to_the_same_as_calls(
        attempts in vec(attempt(), 0..5),
        others in vec(attempt(), 0..3),
        most in 1_u32..4,
    ) {
        let outcome = |stream: bool| {
            let double = |attempts: &[Attempt]| Double::new(
                attempts.iter().map(|attempt| script(*attempt, "said", 1)),
            );
            let first = double(&attempts).with_retry(RetryPolicy::default().max_attempts(most));
            let others = others.iter().map(|attempt| double(&[*attempt]));
            let model = first
                .with_fallbacks(others)
                .with_timeout(millis(1_000_000))
                .with_rate_limit(RateLimiter::new().requests_per_second(9.0))
                .with_concurrency_limit(2)
                .inspect(|_, _| {});
            runtime().block_on(async {
                if stream {
                    let (texts, error) = drain(model.stream("hi").await?).await;
                    error.map_or(Ok(texts.concat()), Err)
                } else {
                    model.invoke("hi").await.map(|answer| answer.text().into_owned())
                }
            }).map_err(|error| error.to_string())
        };
        prop_assert_eq!(outcome(false), outcome(true));
    }

    #[test]
    fn calls_never_start_more_often_than_the_rate_whatever_they_do(
        delays in vec(0_u64..100, 1..40),
        rate in 1_u32..200,
        burst in 1_u32..5,
    ) {
        let double = Double::new(delays.iter().map(|delay| vec![wait(*delay), say("x")]));
        let limiter = RateLimiter::new().requests_per_second(rate).burst(burst);
        let model = double.clone().with_rate_limit(limiter);
        let inputs = vec!["hi"; delays.len()];
        runtime().block_on(model.batch_with(7, inputs));
        let times = double.times();
        for (first, start) in times.iter().enumerate() {
            for (more, end) in times[first..].iter().enumerate() {
                // In any time there are at most the burst and what the rate gives, to the millisecond of the timers.
                let allowed = f64::from(burst) + f64::from(rate) * ((end - start + 1) as f64 / 1000.0);
                prop_assert!(more as f64 <= allowed, "{times:?}");
            }
        }
    }

    #[test]
    fn what_is_dropped_at_any_moment_leaves_nothing_behind(after in 0_u64..400, stream in any::<bool>()) {
        let slow = || vec![wait(90), Step::Head, wait(30), say("a"), wait(30), fail(error(ErrorKind::Server, ""))];
        let double = Double::new([slow(), slow(), slow()]);
        let model = double.clone()
            .with_retry(RetryPolicy::default().base_delay(millis(20)))
            .with_fallbacks([double.clone()])
            .with_timeout(millis(300))
            .with_rate_limit(RateLimiter::new().requests_per_second(20.0))
            .with_concurrency_limit(1)
            .inspect(|_, _| {});
        runtime().block_on(async {
            let call = async {
                if stream {
                    drain(model.stream("hi").await?).await;
                } else {
                    model.invoke("hi").await?;
                }
                surprisal_core::Result::<()>::Ok(())
            };
            tokio::time::timeout(millis(after), call).await.ok();
            assert_eq!(double.live(), 0);
            // Its place is free again.
            tokio::time::timeout(millis(600), model.invoke("next")).await.unwrap().ok();
        });
    }
}
