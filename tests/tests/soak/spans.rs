use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

/// How many references there are to each span that is open.
static OPEN: Mutex<BTreeMap<u64, usize>> = Mutex::new(BTreeMap::new());

static MADE: AtomicU64 = AtomicU64::new(0);

/// A subscriber that wants all spans of the library, and keeps nothing of them but whether they are open.
#[derive(Debug)]
pub(crate) struct Spans;

impl Spans {
    /// How many have been made.
    pub(crate) fn made() -> u64 {
        MADE.load(Ordering::Relaxed)
    }

    /// How many are open.
    pub(crate) fn open() -> usize {
        OPEN.lock().unwrap().len()
    }
}

impl Subscriber for Spans {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("surprisal")
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        let id = MADE.fetch_add(1, Ordering::Relaxed) + 1;
        OPEN.lock().unwrap().insert(id, 1);
        Id::from_u64(id)
    }

    fn clone_span(&self, id: &Id) -> Id {
        if let Some(references) = OPEN.lock().unwrap().get_mut(&id.into_u64()) {
            *references += 1;
        }
        id.clone()
    }

    fn try_close(&self, id: Id) -> bool {
        let mut open = OPEN.lock().unwrap();
        let Some(references) = open.get_mut(&id.into_u64()) else {
            return false;
        };
        *references -= 1;
        let is_over = *references == 0;
        if is_over {
            open.remove(&id.into_u64());
        }
        is_over
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn event(&self, _: &Event<'_>) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}
