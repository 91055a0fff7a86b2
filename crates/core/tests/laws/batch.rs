//! Several calls at once.

use futures::StreamExt;
use futures::executor::block_on;
use proptest::collection::vec;
use proptest::{prop_assert, prop_assert_eq, proptest};
use surprisal_core::{AiMessage, ErrorKind, Result, RunnableExt};

use crate::echo::Echo;

fn texts(results: &[Result<AiMessage>]) -> Vec<String> {
    results
        .iter()
        .map(|result| match result {
            Ok(answer) => answer.text().into_owned(),
            Err(error) => error.message().to_owned(),
        })
        .collect()
}

proptest! {
    #[test]
    fn results_come_in_the_order_of_the_inputs_and_the_limit_holds(
        turns in vec(0..9_usize, 0..20),
        limit in 0..6_usize,
    ) {
        let echo = Echo::default();
        let inputs: Vec<String> = turns.iter().map(usize::to_string).collect();
        let results = block_on(echo.batch_with(limit, inputs.clone()));
        prop_assert_eq!(texts(&results), inputs);
        prop_assert!(echo.most_at_once() <= limit.max(1));
        prop_assert_eq!(echo.running(), 0);
    }

    #[test]
    fn each_input_completes_once_and_the_limit_holds(
        turns in vec(0..9_usize, 0..20),
        limit in 0..6_usize,
    ) {
        let echo = Echo::default();
        let inputs: Vec<String> = turns.iter().map(usize::to_string).collect();
        let completed = echo.batch_as_completed(limit, inputs.clone());
        let mut completed: Vec<_> = block_on(completed.collect());
        prop_assert!(echo.most_at_once() <= limit.max(1));
        completed.sort_by_key(|(index, _)| *index);
        let indices: Vec<usize> = completed.iter().map(|(index, _)| *index).collect();
        prop_assert_eq!(indices, (0..inputs.len()).collect::<Vec<_>>());
        let results: Vec<_> = completed.into_iter().map(|(_, result)| result).collect();
        prop_assert_eq!(texts(&results), inputs);
    }
}

#[test]
fn calls_run_at_once_up_to_the_limit() {
    let inputs = ["5"; 20];
    for (limit, most) in [(1, 1), (3, 3), (50, 20)] {
        let echo = Echo::default();
        block_on(echo.batch_with(limit, inputs));
        assert_eq!((echo.most_at_once(), echo.calls()), (most, 20));
    }
    let echo = Echo::default();
    block_on(echo.batch(inputs));
    assert_eq!(echo.most_at_once(), 8);
}

#[test]
fn what_is_ready_first_completes_first() {
    let echo = Echo::default();
    let completed = echo.batch_as_completed(3, ["9", "5", "1"]);
    let order: Vec<usize> = block_on(completed.map(|(index, _)| index).collect());
    assert_eq!(order, [2, 1, 0]);
}

#[test]
fn an_error_is_the_result_of_its_own_input_alone() {
    let echo = Echo::default();
    let inputs = [
        ("human", "a"),
        ("hooman", "b"),
        ("human", "fail"),
        ("human", "d"),
    ];
    let results = block_on(echo.batch(inputs));
    let kinds: Vec<_> = results
        .iter()
        .map(|result| result.as_ref().err().map(surprisal_core::Error::kind))
        .collect();
    let wrong = Some(ErrorKind::InvalidInput);
    assert_eq!(kinds, [None, wrong, wrong, None]);
    // What cannot be read costs no call.
    assert_eq!(echo.calls(), 3);
}

#[test]
fn a_dropped_batch_drops_the_calls_that_are_under_way() {
    let echo = Echo::default();
    let mut completed = echo.batch_as_completed(3, ["1", "99", "99", "1"]);
    let (first, _) = block_on(completed.next()).unwrap();
    assert_eq!(first, 0);
    assert!(echo.running() > 0);
    drop(completed);
    assert_eq!(echo.running(), 0);
}

#[test]
fn no_inputs_give_no_results() {
    let echo = Echo::default();
    assert!(block_on(echo.batch(Vec::<String>::new())).is_empty());
    assert_eq!(echo.calls(), 0);
}
