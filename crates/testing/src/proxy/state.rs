use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::ProxyFault;

/// What the proxy is told and what it has seen.
#[derive(Debug, Default)]
pub(super) struct State {
    faults: Mutex<Faults>,
    tunnels: Mutex<Vec<String>>,
    pub(super) connections: AtomicUsize,
    pub(super) taken: AtomicUsize,
    pub(super) given: AtomicUsize,
}

#[derive(Debug, Default)]
struct Faults {
    queue: VecDeque<ProxyFault>,
    /// What is done to the connections after those.
    rest: ProxyFault,
}

impl State {
    pub(super) fn queue(&self, fault: ProxyFault) {
        lock(&self.faults).queue.push_back(fault);
    }

    pub(super) fn rest(&self, fault: ProxyFault) {
        lock(&self.faults).rest = fault;
    }

    /// A new connection, and what is to be done to it.
    pub(super) fn connected(&self) -> ProxyFault {
        self.connections.fetch_add(1, Ordering::Relaxed);
        let mut faults = lock(&self.faults);
        let next = faults.queue.pop_front();
        next.unwrap_or_else(|| faults.rest.clone())
    }

    pub(super) fn tunnel(&self, head: String) {
        lock(&self.tunnels).push(head);
    }

    pub(super) fn tunnels(&self) -> Vec<String> {
        lock(&self.tunnels).clone()
    }
}

/// A test that panicked while it held the lock has failed already; the others go on.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
