//! Steps on the same input at once.

use std::time::Duration;

use futures::{StreamExt, TryStreamExt};
use surprisal_core::{Messages, RunnableExt, lambda, parallel, parallel_map};
use tokio::time::{Instant, sleep};

use crate::typist::Typist;

fn millis(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

#[tokio::test(start_paused = true)]
async fn the_steps_run_at_once() {
    let (a, b, c) = (Typist::every(10), Typist::every(20), Typist::every(30));
    let start = Instant::now();
    let program = parallel((a.text(), b.text(), c.text().map(|text| text.len())));
    let (a, b, c) = program.invoke("hi").await.unwrap();
    assert_eq!((a.as_str(), b.as_str(), c), ("hi", "hi", 2));
    assert_eq!(start.elapsed(), millis(30));
}

#[tokio::test(start_paused = true)]
async fn pieces_come_as_they_are_ready() {
    let (a, b) = (Typist::every(20), Typist::every(35));
    let slow = lambda(async |_: Messages| {
        sleep(millis(500)).await;
        Ok(1)
    });
    let start = Instant::now();
    let program = parallel((a.text(), slow, b.text()));
    let mut pieces = program.stream("hey you").await.unwrap();
    let mut came = Vec::new();
    while let Some(piece) = pieces.try_next().await.unwrap() {
        came.push((start.elapsed().as_millis(), piece));
    }
    let (hey, you) = (|| Some("hey ".to_owned()), || Some("you".to_owned()));
    let expected = [
        (20, (hey(), None, None)),
        (35, (None, None, hey())),
        (40, (you(), None, None)),
        (70, (None, None, you())),
        (500, (None, Some(1), None)),
    ];
    assert_eq!(came, expected);
}

#[tokio::test(start_paused = true)]
async fn named_pieces_add_up_to_the_map() {
    let (a, b) = (Typist::every(20), Typist::every(35));
    let program = parallel_map([("a", a.text()), ("b", b.text())]);
    let whole = program.invoke("hey you").await.unwrap();
    let mut sum = std::collections::BTreeMap::<String, String>::new();
    let mut names = String::new();
    let mut pieces = program.stream("hey you").await.unwrap();
    while let Some((name, piece)) = pieces.try_next().await.unwrap() {
        names.push_str(&name);
        sum.entry(name.to_string()).or_default().push_str(&piece);
    }
    assert_eq!((sum, names.as_str()), (whole, "abab"));
}

#[tokio::test(start_paused = true)]
async fn the_first_error_drops_the_other_steps() {
    let (a, b) = (Typist::every(100), Typist::every(10));
    let fails = lambda(async |_: Messages| Ok(Messages::from("one !"))).pipe(b.text());
    let start = Instant::now();
    let program = parallel((a.text(), fails));
    let error = program.invoke("hi").await.unwrap_err();
    assert_eq!(error.message(), "told to fail");
    assert_eq!(start.elapsed(), millis(20));
    assert_eq!((a.calls().len(), a.live(), b.live()), (1, 0, 0));

    let program = parallel_map([("a", a.text()), ("b", b.text())]);
    assert!(program.invoke("!").await.is_err());
    assert_eq!(start.elapsed(), millis(30));
    assert_eq!((a.calls().len(), a.live()), (2, 0));
}

#[tokio::test(start_paused = true)]
async fn an_error_in_the_stream_of_one_drops_the_streams_of_the_others() {
    let (a, b) = (Typist::every(10), Typist::every(15));
    let fails = lambda(async |_: Messages| Ok(Messages::from("one !"))).pipe(b.text());
    let program = parallel((a.text(), fails));
    let mut pieces = program.stream("a b c d e").await.unwrap();
    let came: Vec<bool> = pieces.by_ref().map(|piece| piece.is_ok()).collect().await;
    assert_eq!(came, [true, true, true, false]);
    // The stream is still here; what it was made of is not.
    assert_eq!((a.live(), b.live()), (0, 0));
    assert!(pieces.next().await.is_none());
}

#[tokio::test(start_paused = true)]
async fn what_fails_before_the_first_piece_is_the_error_of_the_call() {
    let (a, b) = (Typist::every(100), Typist::every(10));
    let fails = lambda(async |_: Messages| Ok(Messages::from("!"))).pipe(b.text());
    assert!(parallel((a.text(), fails)).stream("hi").await.is_err());
    assert!(parallel_map([("b", b.text())]).stream("!").await.is_err());
    assert_eq!((a.live(), b.live()), (0, 0));
}

#[tokio::test]
async fn no_steps_give_an_empty_map() {
    let none: [(&str, Typist); 0] = [];
    let program = parallel_map(none);
    assert!(program.invoke("hi").await.unwrap().is_empty());
    assert!(program.stream("hi").await.unwrap().next().await.is_none());
}
