//! A runnable for each of a list.

use std::time::Duration;

use futures::{StreamExt, TryStreamExt};
use surprisal_core::{Messages, RunnableExt};
use tokio::time::Instant;

use crate::typist::Typist;

/// Inputs of so many words each.
fn inputs<const N: usize>(words: [usize; N]) -> Vec<Messages> {
    let text = |words| vec!["a"; words].join(" ");
    words.map(|words| text(words).into()).into()
}

#[tokio::test(start_paused = true)]
async fn the_order_is_kept_and_eight_are_at_work_at_once() {
    let a = Typist::new();
    let lengths = a.text().map(|text| text.len()).each();
    let words: [usize; 20] = std::array::from_fn(|i| 20 - i);
    let expected: Vec<usize> = words.map(|words| 2 * words - 1).into();
    assert_eq!(lengths.invoke(inputs(words)).await.unwrap(), expected);
    assert_eq!(a.most_at_once(), 8);
    let pieces = lengths.stream(inputs(words)).await.unwrap();
    assert_eq!(pieces.try_collect::<Vec<_>>().await.unwrap(), expected);
    assert_eq!(a.most_at_once(), 8);
}

#[tokio::test(start_paused = true)]
async fn an_output_comes_when_those_before_it_are_there() {
    let each = Typist::new().text().each();
    let start = Instant::now();
    let mut pieces = each.stream(inputs([2, 5, 1])).await.unwrap();
    let mut came = Vec::new();
    while let Some(piece) = pieces.try_next().await.unwrap() {
        came.push((start.elapsed().as_millis(), piece.len()));
    }
    assert_eq!(came, [(20, 3), (50, 9), (50, 1)]);
}

#[tokio::test(start_paused = true)]
async fn no_more_is_begun_than_is_taken() {
    let a = Typist::new();
    let mut pieces = a.clone().each().stream(inputs([1; 50])).await.unwrap();
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(a.calls().len(), 8);
    let taken = pieces.by_ref().take(9).try_collect::<Vec<_>>().await;
    assert_eq!(taken.unwrap().len(), 9);
    assert_eq!(a.calls().len(), 16);
}

#[tokio::test(start_paused = true)]
async fn the_first_error_ends_it_and_drops_the_rest() {
    let a = Typist::new();
    let mut list = inputs([9; 20]);
    list[2] = "a !".into();
    let start = Instant::now();
    assert!(a.clone().each().invoke(list.clone()).await.is_err());
    assert_eq!(start.elapsed(), Duration::from_millis(20));
    assert_eq!((a.calls().len(), a.live()), (8, 0));

    let mut pieces = a.clone().each().stream(list).await.unwrap();
    let came: Vec<bool> = pieces.by_ref().map(|piece| piece.is_ok()).collect().await;
    assert_eq!((came, a.live()), (vec![true, true, false], 0));
    assert!(pieces.next().await.is_none());
}

#[tokio::test(start_paused = true)]
async fn an_empty_list_gives_an_empty_list() {
    let a = Typist::new();
    assert!(a.clone().each().invoke([]).await.unwrap().is_empty());
    assert_eq!(a.calls(), []);
}
