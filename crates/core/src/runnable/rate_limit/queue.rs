use std::collections::VecDeque;

/// Those who wait, by their tickets, in the order in which they came.
#[derive(Debug, Default)]
pub(super) struct Queue {
    /// Tickets rise.
    tickets: VecDeque<u64>,
    next: u64,
}

impl Queue {
    /// A ticket behind all others.
    pub(super) fn join(&mut self) -> u64 {
        let ticket = self.next;
        self.next += 1;
        self.tickets.push_back(ticket);
        ticket
    }

    /// How many are before it. Who has missed its turn is before all.
    pub(super) fn before(&self, ticket: u64) -> usize {
        self.tickets.partition_point(|other| *other < ticket)
    }

    /// It starts, and those before it have missed their turn.
    pub(super) fn go(&mut self, ticket: u64) {
        let gone = self.tickets.partition_point(|other| *other <= ticket);
        self.tickets.drain(..gone);
    }

    /// It waits no longer. Whether others were behind it, who move up.
    pub(super) fn leave(&mut self, ticket: u64) -> bool {
        let waited = self.tickets.binary_search(&ticket);
        waited.is_ok_and(|at| self.tickets.remove(at).is_some() && at < self.tickets.len())
    }
}
