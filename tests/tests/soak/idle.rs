use std::sync::Arc;
use std::time::Duration;

use futures::{StreamExt as _, TryStreamExt as _, stream};
use surprisal::{AiMessageChunk, ChatModel, ChunkStream, Messages, Result};
use tokio::time::timeout;

use crate::ask::Ask;
use crate::gauge::Gauge;
use crate::run::SLACK;
use crate::service::Service;

/// What one cost, in bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cost {
    pub(crate) heap: usize,
    pub(crate) resident: usize,
}

/// Opens so many streams of a service, takes what comes, waits for more of all of them in one task, and gives what each
/// costs meanwhile. Asserts that all of it is given back.
pub(crate) async fn measure(
    service: Service,
    model: &Arc<dyn ChatModel>,
    count: usize,
    before: Gauge,
) -> Result<Cost> {
    // What is made once is not counted.
    drop(first(service, &**model).await?);
    let base = before.after(SLACK, "the first stream").await;

    let open = stream::repeat_with(|| first(service, &**model));
    let open = open.take(count).buffer_unordered(OPENING);
    let open: Vec<_> = open.try_collect().await?;
    let mut waiting = stream::select_all(open);
    // Each waits for the next chunk.
    let more = timeout(Duration::from_millis(100), waiting.next()).await;
    let name = service.name();
    assert!(more.is_err(), "{name} has more to say: {more:?}");
    let open = Gauge::read();
    assert!(
        open.files >= base.files + count || base.files == 0,
        "{name}: {count} streams were to be open: {open}; before there were {base}"
    );
    let cost = Cost {
        heap: open.heap.saturating_sub(base.heap) / count,
        resident: open.resident.saturating_sub(base.resident) / count,
    };
    drop(waiting);
    base.after(SLACK, "idle streams").await;
    Ok(cost)
}

/// How many are opened at once.
const OPENING: usize = 20;

/// A stream of which the first token has been read.
async fn first(service: Service, model: &dyn ChatModel) -> Result<ChunkStream<AiMessageChunk>> {
    let input = Messages::from(Ask::Idle.prompt(0));
    let mut chunks = model.stream_opts(input, service.options()).await?;
    while let Some(chunk) = chunks.try_next().await? {
        if !chunk.text().is_empty() {
            return Ok(chunks);
        }
    }
    panic!("{} has ended", service.name());
}
