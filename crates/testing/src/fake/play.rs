use std::future::pending;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::vec;

use futures_util::stream;
use surprisal_core::{AiMessageChunk, ChunkStream, Error};
use tokio::time::sleep;

use super::fault::Step;

/// Plays an answer, step by step. It is counted as live until it has ended or is dropped.
pub(super) fn play(steps: Vec<Step>, live: Live) -> ChunkStream<AiMessageChunk> {
    let state = Playing {
        steps: steps.into_iter(),
        _live: live,
    };
    let played = stream::unfold(Some(state), |state| async move {
        let mut state = state?;
        loop {
            match state.steps.next()? {
                Step::Chunk(chunk) => return Some((Ok(chunk), Some(state))),
                Step::Wait(time) => sleep(time).await,
                Step::Stall => pending().await,
                Step::Fail(after, kind) => {
                    let message = format!("the fake chat model fails after {after} chunks");
                    let error = Error::new(kind, message).with_provider("fake");
                    return Some((Err(error), None));
                }
            }
        }
    });
    Box::pin(played)
}

struct Playing {
    steps: vec::IntoIter<Step>,
    _live: Live,
}

/// Counts an answer that is being given, until it is dropped.
pub(super) struct Live(Arc<AtomicUsize>);

impl Live {
    pub(super) fn new(count: &Arc<AtomicUsize>) -> Self {
        count.fetch_add(1, Ordering::SeqCst);
        Self(Arc::clone(count))
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}
