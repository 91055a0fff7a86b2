//! How many calls are under way at once.

use futures::StreamExt as _;
use surprisal_core::{ConcurrencyLimit, RunnableExt as _};
use tokio::time::timeout;

use crate::double::{Double, Script, Step, fail, say, wait};
use crate::support::{drain, millis, server};

fn slow() -> Script {
    vec![wait(100), say("slow")]
}

#[tokio::test(start_paused = true)]
async fn the_others_wait_in_the_order_in_which_they_came() {
    let double = Double::new([1, 2, 3, 4, 5].map(|_| slow()));
    let model = double.clone().with_concurrency_limit(2);
    model.batch_with(99, ["a", "b", "c", "d", "e"]).await;
    assert_eq!(double.times(), [0, 0, 100, 100, 200]);
    assert_eq!(double.texts(), ["a", "b", "c", "d", "e"]);
}

#[tokio::test(start_paused = true)]
async fn clones_share_it_and_models_that_are_given_the_same() {
    let (small, large) = (Double::new([slow(), slow()]), Double::new([slow()]));
    let limit = ConcurrencyLimit::new(1);
    let one = small.clone().with_concurrency_limit(limit.clone());
    let two = large.clone().with_concurrency_limit(limit);
    let clone = one.clone();
    let _ = tokio::join!(one.invoke("a"), two.invoke("b"), clone.invoke("c"));
    assert_eq!((small.times(), large.times()), (vec![0, 200], vec![100]));

    let apart = small.clone().with_concurrency_limit(1);
    let _ = tokio::join!(one.invoke("d"), apart.invoke("e"));
    assert_eq!(small.times()[2..], [300, 300]);
}

#[tokio::test(start_paused = true)]
async fn a_stream_keeps_its_place_until_it_ends_fails_or_is_dropped() {
    let double = Double::new([
        vec![say("a"), wait(50), say("b")],
        vec![say("a"), fail(server())],
        vec![say("a"), Step::Hang],
        vec![Step::Head, Step::Hang],
    ]);
    let model = double.clone().with_concurrency_limit(1);
    let open = async |text: &str| timeout(millis(1), model.stream(text)).await.unwrap();
    let is_free = async || timeout(millis(1), model.invoke("free?")).await.is_ok();

    let mut ends = open("ends").await.unwrap();
    ends.next().await.unwrap().unwrap();
    assert!(!is_free().await);
    ends.next().await.unwrap().unwrap();
    assert!(!is_free().await);
    assert!(ends.next().await.is_none());

    let mut fails = open("fails").await.unwrap();
    fails.next().await.unwrap().unwrap();
    assert!(!is_free().await);
    fails.next().await.unwrap().unwrap_err();

    let mut dropped = open("dropped").await.unwrap();
    dropped.next().await.unwrap().unwrap();
    assert!(!is_free().await);
    drop(dropped);

    let unread = open("unread").await.unwrap();
    assert!(!is_free().await);
    drop(unread);
    assert!(is_free().await);
    // The ended ones are still there, and hold no place.
    drop((ends, fails));
    assert_eq!(double.live(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_call_that_fails_or_is_dropped_frees_its_place() {
    let double = Double::new([
        vec![fail(server())],
        vec![fail(server()), Step::Head],
        vec![Step::Hang],
    ]);
    let model = double.clone().with_concurrency_limit(1);
    model.invoke("a").await.unwrap_err();
    assert!(model.stream("b").await.is_err());
    let hangs = timeout(millis(50), model.invoke("c"));
    let waits = timeout(millis(20), model.invoke("d"));
    let (hangs, waits, last) = tokio::join!(hangs, waits, model.invoke("e"));
    assert!(hangs.is_err() && waits.is_err() && last.is_ok());
    assert_eq!(double.texts(), ["a", "b", "c", "e"]);
    assert_eq!(double.times()[3], 50);
}

#[tokio::test(start_paused = true)]
async fn there_is_always_a_place_and_no_number_is_too_large() {
    for limit in [0, usize::MAX] {
        let model = Double::new([]).with_concurrency_limit(limit);
        assert!(model.invoke("a").await.is_ok());
        let (texts, _) = drain(model.stream("b").await.unwrap()).await;
        assert_eq!(texts, ["ok"]);
    }
}
