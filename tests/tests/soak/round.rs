use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use surprisal::ChatModel;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use crate::plan::Plan;
use crate::stream;
use crate::tally::Tally;

/// Many streams, so many at once.
#[derive(Debug)]
pub(crate) struct Round {
    /// The plan of each number.
    pub(crate) plan: fn(seed: u64, number: u64) -> Plan,
    pub(crate) seed: u64,
    /// The number of the first; no two rounds share one.
    pub(crate) first: u64,
    pub(crate) streams: usize,
    pub(crate) at_once: usize,
    /// Whether the models try again what failed.
    pub(crate) is_retried: bool,
}

/// What those who read have in common.
#[derive(Debug, Default)]
struct Shared {
    begun: AtomicU64,
    open: AtomicUsize,
    most: AtomicUsize,
    tally: Mutex<Tally>,
}

impl Round {
    /// Reads all of them, each in a task, with the models of [`Service::ALL`](crate::service::Service::ALL).
    pub(crate) async fn run(self, models: &[Arc<dyn ChatModel>]) -> Tally {
        let (round, shared) = (Arc::new(self), Arc::<Shared>::default());
        let mut readers = JoinSet::new();
        for reader in 0..round.at_once {
            let (round, shared) = (Arc::clone(&round), Arc::clone(&shared));
            let models = models.to_vec();
            readers.spawn(async move {
                // What a listener has not accepted yet has an end, and who comes then waits for minutes.
                sleep(Duration::from_millis(reader as u64)).await;
                round.read(&models, &shared).await;
            });
        }
        let all = async {
            while let Some(read) = readers.join_next().await {
                read.expect("a stream is wrong");
            }
        };
        timeout(STUCK, all).await.expect("a stream is stuck");
        let mut tally = std::mem::take(&mut *shared.tally.lock().unwrap());
        tally.most_at_once = shared.most.load(Ordering::Relaxed);
        assert_eq!(tally.streams(), round.streams, "streams are missing");
        tally
    }

    /// Reads one after the other until all are begun.
    async fn read(&self, models: &[Arc<dyn ChatModel>], shared: &Shared) {
        loop {
            let at = shared.begun.fetch_add(1, Ordering::Relaxed);
            if at >= self.streams as u64 {
                return;
            }
            let plan = (self.plan)(self.seed, self.first + at);
            let open = shared.open.fetch_add(1, Ordering::Relaxed) + 1;
            shared.most.fetch_max(open, Ordering::Relaxed);
            let row = stream::read(&*models[plan.service as usize], &plan, self.is_retried).await;
            shared.open.fetch_sub(1, Ordering::Relaxed);
            let mut tally = shared.tally.lock().unwrap();
            *tally.rows.entry(plan.service).or_default() += row;
        }
    }
}

/// Nothing takes so long, however busy the machine is.
const STUCK: Duration = Duration::from_secs(1800);
