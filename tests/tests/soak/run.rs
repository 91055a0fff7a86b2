use std::sync::Arc;

use surprisal::ChatModel;
use surprisal_tests::contender::Result;

use crate::above;
use crate::gauge::Gauge;
use crate::groups;
use crate::idle;
use crate::plan::Plan;
use crate::round::Round;
use crate::service::{Service, models};
use crate::serving::Serving;
use crate::settings::Settings;
use crate::spans::Spans;
use crate::wrapped::{Calls, wrapped};

/// What the heap may have grown by after streams have ended: no more than a few of them would hold.
pub(crate) const SLACK: usize = 64 << 10;

/// Any growth of the heap will do.
const ANY: usize = usize::MAX >> 1;

/// The bytes of heap that a stream may hold which is open and says nothing.
const MOST_IDLE: usize = 32 << 10;

/// Between the numbers of one round and of the next.
const STRIDE: u64 = 1_000_000;

/// Does everything, bare and within wrappers.
pub(crate) async fn run(settings: Settings) -> Result<()> {
    println!("soak: {settings}");
    let mut serving = Serving::start(settings.seed)?;
    let mut soak = Soak {
        settings,
        origin: Gauge::read(),
        rounds_begun: 0,
    };
    assert_eq!(soak.origin.tasks, 0);
    soak.reuse(&mut serving).await?;
    soak.pass(&mut serving, false).await?;
    tracing::subscriber::set_global_default(Spans)?;
    soak.pass(&mut serving, true).await?;
    println!("spans: {} made, {} open", Spans::made(), Spans::open());
    assert!(Spans::made() as usize > settings.streams);
    assert_eq!(Spans::open(), 0);
    Ok(())
}

struct Soak {
    settings: Settings,
    /// Before there was any client.
    origin: Gauge,
    rounds_begun: u64,
}

impl Soak {
    /// Whole streams leave their connection to the next: one after the other, all providers take one or two.
    async fn reuse(&mut self, serving: &mut Serving) -> Result<()> {
        let Settings {
            streams, at_once, ..
        } = self.settings;
        for (streams, at_once) in [(70, 1), (streams.min(2_000), at_once.min(100))] {
            let models = models(&serving.url)?;
            let before = serving.counts()?;
            let round = self.round(whole, streams, at_once, false);
            round.run(&models).await;
            let counts = serving.counts()?.since(before);
            println!(
                "reuse: {} whole streams, {at_once} at once, on {} connections",
                counts.requests, counts.connections
            );
            assert_eq!(counts.requests, streams);
            // A connection is given back a little after the end of its stream. Where another is made for want of it
            // meanwhile, both are kept.
            assert!(counts.connections <= 2 * at_once);
        }
        Ok(())
    }

    async fn pass(&mut self, serving: &mut Serving, is_wrapped: bool) -> Result<()> {
        let how = if is_wrapped { "wrapped" } else { "bare" };
        let settings = self.settings;
        // What runtime, allocator and libraries make once is there after the first round.
        let few = settings.streams.min(3 * settings.at_once);
        self.once(serving, is_wrapped, "warm-up", few).await?;
        let base = self.origin.after(ANY, how).await;
        for number in 1..=settings.rounds {
            let name = format!("{how} round {number}");
            let streams = settings.streams;
            let most = self.once(serving, is_wrapped, &name, streams).await?;
            let now = base.after(SLACK, &name).await;
            println!("{name}: before {base}; at the end {most}; after {now}");
        }
        self.idle(serving, is_wrapped).await
    }

    /// A round of streams, groups of calls and runs of tools, by clients that are dropped at its end. Gives what there is
    /// before that.
    async fn once(
        &mut self,
        serving: &mut Serving,
        is_wrapped: bool,
        name: &str,
        streams: usize,
    ) -> Result<Gauge> {
        let Settings {
            seed,
            at_once,
            groups,
            ..
        } = self.settings;
        let before = serving.counts()?;
        let calls = Arc::default();
        let models = models(&serving.url)?;
        // Some have to wait for their turn, and some of these are dropped meanwhile.
        let limited = wrap(is_wrapped, &models, at_once - at_once / 10, &calls);
        let round = self.round(Plan::new, streams, at_once, is_wrapped);
        let tally = round.run(&limited).await;
        let counts = serving.counts()?.since(before);
        if is_wrapped {
            calls.check(streams);
        }
        println!("{name}: at most {} at once\n{tally}", tally.most_at_once);
        println!(
            "{name}: {} requests on {} connections",
            counts.requests, counts.connections
        );
        if is_wrapped {
            println!("{name}: {calls}");
        }
        // Calls that are never answered keep their places.
        let unlimited = wrap(is_wrapped, &models, usize::MAX, &Arc::default());
        groups::run(&unlimited, seed, groups).await;
        above::run(&unlimited, seed, 3 * groups).await;
        Ok(Gauge::read())
    }

    async fn idle(&mut self, serving: &Serving, is_wrapped: bool) -> Result<()> {
        let count = self.settings.idle;
        let models = wrap(is_wrapped, &models(&serving.url)?, count, &Arc::default());
        let mut costs = Vec::new();
        for (service, model) in Service::ALL.into_iter().zip(&models) {
            let base = self.origin.after(ANY, "what came before").await;
            let cost = idle::measure(service, model, count, base).await?;
            let how = if is_wrapped { "wrapped" } else { "bare" };
            println!(
                "idle: {count} streams of {}, {how}: {} bytes of heap each, {} resident",
                service.name(),
                cost.heap,
                cost.resident
            );
            costs.push(cost.heap);
        }
        assert!(costs.iter().all(|cost| *cost <= MOST_IDLE));
        Ok(())
    }

    fn round(
        &mut self,
        plan: fn(u64, u64) -> Plan,
        streams: usize,
        at_once: usize,
        is_retried: bool,
    ) -> Round {
        self.rounds_begun += 1;
        Round {
            plan,
            seed: self.settings.seed,
            first: self.rounds_begun * STRIDE,
            streams,
            at_once,
            is_retried,
        }
    }
}

fn wrap(
    is_wrapped: bool,
    models: &[Arc<dyn ChatModel>],
    at_once: usize,
    calls: &Arc<Calls>,
) -> Vec<Arc<dyn ChatModel>> {
    match is_wrapped {
        true => wrapped(models, at_once, calls),
        false => models.to_vec(),
    }
}

fn whole(_: u64, number: u64) -> Plan {
    Plan::whole(number)
}
