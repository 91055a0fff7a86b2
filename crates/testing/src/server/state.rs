use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

use super::{Reply, Request};

/// What the connections of a server share with its owner.
#[derive(Debug, Default)]
pub(super) struct State {
    replies: Mutex<VecDeque<Reply>>,
    requests: Mutex<Vec<Request>>,
    connections: AtomicUsize,
    closed_early: watch::Sender<bool>,
}

impl State {
    pub(super) fn push(&self, reply: Reply) {
        lock(&self.replies).push_back(reply);
    }

    /// The reply whose turn it is.
    pub(super) fn next(&self) -> Option<Reply> {
        let mut replies = lock(&self.replies);
        if let Some(reply) = replies.front_mut().and_then(Reply::take_repeated) {
            return Some(reply);
        }
        replies.pop_front()
    }

    pub(super) fn log(&self, request: Request) {
        lock(&self.requests).push(request);
    }

    pub(super) fn requests(&self) -> Vec<Request> {
        lock(&self.requests).clone()
    }

    pub(super) fn connected(&self) {
        self.connections.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn connections(&self) -> usize {
        self.connections.load(Ordering::Relaxed)
    }

    pub(super) fn close_early(&self) {
        self.closed_early.send_replace(true);
    }

    pub(super) async fn closed_early(&self) {
        // The sender lives as long as `self`, so waiting cannot fail.
        let _ = self
            .closed_early
            .subscribe()
            .wait_for(|closed| *closed)
            .await;
    }
}

/// A test that panicked while it held the lock has failed already; the others go on.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
