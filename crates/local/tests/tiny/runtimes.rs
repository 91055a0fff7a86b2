//! Any runtime will do, and none is held up.

use std::time::Duration;

use futures::executor::block_on;
use futures::future::poll_immediate;
use surprisal_core::{AiMessageChunk, RunnableExt, ScoreText};
use surprisal_testing::TinyModel;

use crate::support::{File, HELLO, LONG, ask, endless, load, options, shared};

#[test]
fn no_runtime_is_needed() {
    let message = block_on(ask(&shared(), options(8)));
    let streamed = block_on(async {
        let stream = shared().bind(options(8)).stream(HELLO).await.unwrap();
        AiMessageChunk::collect(stream).await.unwrap()
    });
    assert_eq!(message.text(), streamed.text());
    let scored = block_on(shared().score_text("1", "2", 0)).unwrap();
    assert_eq!(scored.logprobs().content().len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_runtime_of_several_threads_will_do() {
    let stream = shared().bind(options(8)).stream(HELLO).await.unwrap();
    let streamed = tokio::spawn(AiMessageChunk::collect(stream))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(streamed.text(), ask(&shared(), options(8)).await.text());
}

#[tokio::test]
async fn an_answer_can_be_read_in_another_runtime_than_it_was_asked_for_in() {
    let stream = shared().bind(options(8)).stream(HELLO).await.unwrap();
    let elsewhere = std::thread::spawn(|| block_on(AiMessageChunk::collect(stream)));
    assert_eq!(
        elsewhere.join().unwrap().unwrap().usage().output_tokens,
        Some(8)
    );
}

/// How often a clock ticks while a piece of work is waited for on the same thread.
async fn ticks(work: impl Future) -> usize {
    let mut work = std::pin::pin!(work);
    let mut clock = tokio::time::interval(Duration::from_millis(1));
    let mut ticks = 0;
    loop {
        tokio::select! {
            biased;
            _ = clock.tick() => ticks += 1,
            _ = &mut work => return ticks,
        }
    }
}

#[tokio::test]
async fn the_thread_that_waits_is_free_meanwhile() {
    let chat = load(&TinyModel::new(8).context_length(LONG)).await;
    let bound = chat.clone().bind(endless(&chat).await.max_tokens(500));
    let began = std::time::Instant::now();
    let ticked = ticks(async { bound.invoke(HELLO).await.unwrap() }).await;
    let took = began.elapsed().as_millis() as usize;
    assert!(
        ticked > took / 20 && ticked > 5,
        "{ticked} ticks in {took} ms"
    );
}

#[tokio::test]
async fn it_is_free_while_the_model_is_loaded() {
    let file = File::new(&TinyModel::new(8).to_bytes());
    let mut was_free = false;
    // On a busy machine the small model can be there before whoever asked has its turn again; not each time.
    for _ in 0..50 {
        let chat = file.chat();
        let mut loading = std::pin::pin!(chat.load());
        was_free |= poll_immediate(&mut loading).await.is_none();
        if was_free {
            loading.await.unwrap();
            break;
        }
    }
    assert!(was_free);
}
