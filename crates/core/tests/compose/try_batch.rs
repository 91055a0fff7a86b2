//! All outputs, or the first error.

use std::time::Duration;

use surprisal_core::{ErrorKind, RunnableExt};
use tokio::time::Instant;

use crate::typist::Typist;

#[tokio::test(start_paused = true)]
async fn all_come_in_the_order_of_the_inputs() {
    let a = Typist::new();
    let texts = ["a b c d", "a b c", "a b", "a"];
    assert_eq!(a.text().try_batch(texts).await.unwrap(), texts);
    assert_eq!(a.most_at_once(), 4);
    assert_eq!(a.text().try_batch_with(0, texts).await.unwrap(), texts);
    assert_eq!(a.most_at_once(), 4);
    a.clone().try_batch(["a"; 20]).await.unwrap();
    assert_eq!(a.most_at_once(), 8);
}

#[tokio::test(start_paused = true)]
async fn the_first_error_in_time_stops_it_and_drops_the_rest() {
    let a = Typist::new();
    let texts = [
        "a b c d e f",
        "a b c !",
        "a !",
        "a b c d e f",
        "never begun",
    ];
    let start = Instant::now();
    let error = a.try_batch_with(4, texts).await.unwrap_err();
    assert_eq!(error.partial().unwrap().text(), "a ");
    assert_eq!(start.elapsed(), Duration::from_millis(20));
    assert_eq!((a.calls().len(), a.live()), (4, 0));
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_read_costs_no_call() {
    let a = Typist::new();
    let inputs = [("human", "a"), ("hooman", "b")];
    let error = a.try_batch(inputs).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    assert_eq!(a.calls(), []);
}
