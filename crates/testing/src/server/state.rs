use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

use super::route::{Answer, Route};
use super::{Reply, Request};

/// What the connections of a server share with its owner.
#[derive(Debug, Default)]
pub(super) struct State {
    routes: Mutex<Vec<Route>>,
    requests: watch::Sender<Vec<Request>>,
    /// How many of the requests were taken by [`next_request`](Self::next_request).
    taken: Mutex<usize>,
    connections: AtomicUsize,
    closed_early: watch::Sender<bool>,
}

impl State {
    pub(super) fn push(&self, route: Route) {
        lock(&self.routes).push(route);
    }

    /// The reply whose turn it is.
    pub(super) fn reply_to(&self, request: &Request) -> Option<Reply> {
        let answer = self.next_answer(request)?;
        // Without the lock, for a function may queue replies.
        Some(answer.to(request))
    }

    fn next_answer(&self, request: &Request) -> Option<Answer> {
        let mut routes = lock(&self.routes);
        let at = routes.iter().position(|route| route.takes(request))?;
        let (answer, stays) = routes.get_mut(at)?.next();
        if !stays {
            routes.remove(at);
        }
        Some(answer)
    }

    pub(super) fn log(&self, request: Request) {
        self.requests.send_modify(|requests| requests.push(request));
    }

    pub(super) fn requests(&self) -> Vec<Request> {
        self.requests.borrow().clone()
    }

    /// Waits for the first request that was not taken yet, and takes it.
    pub(super) async fn next_request(&self) -> Request {
        let mut requests = self.requests.subscribe();
        loop {
            if let Some(request) = self.take_request() {
                return request;
            }
            // The sender lives as long as `self`, so waiting cannot fail.
            let _ = requests.changed().await;
        }
    }

    fn take_request(&self) -> Option<Request> {
        let mut taken = lock(&self.taken);
        let request = self.requests.borrow().get(*taken).cloned()?;
        *taken += 1;
        Some(request)
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
        let mut closed = self.closed_early.subscribe();
        let _ = closed.wait_for(|closed| *closed).await;
    }
}

/// A test that panicked while it held the lock has failed already; the others go on.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
