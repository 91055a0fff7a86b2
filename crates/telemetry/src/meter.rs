use metrics::{Histogram, Label, Unit, describe_histogram, histogram};
use tokio::time::Instant;

use crate::call::{Outcome, error_type};
use crate::peer::Peer;
use crate::summary::Summary;

const DURATION: &str = "gen_ai.client.operation.duration";
const TOKENS: &str = "gen_ai.client.token.usage";
const FIRST_CHUNK: &str = "gen_ai.client.operation.time_to_first_chunk";
const NEXT_CHUNK: &str = "gen_ai.client.operation.time_per_output_chunk";

/// Tells the recorder what the histograms are of.
pub(crate) fn describe() {
    describe_histogram!(DURATION, Unit::Seconds, "GenAI operation duration.");
    describe_histogram!(
        TOKENS,
        Unit::Count,
        "Number of input and output tokens used."
    );
    describe_histogram!(
        FIRST_CHUNK,
        Unit::Seconds,
        "Time to receive the first chunk."
    );
    describe_histogram!(NEXT_CHUNK, Unit::Seconds, "Time per output chunk.");
}

/// The histograms of one call.
pub(crate) struct Meter {
    labels: Vec<Label>,
    /// When the last chunk came, and where the time to the next one goes.
    chunks: Option<(Instant, Histogram)>,
}

impl Meter {
    pub(crate) fn new(peer: &Peer) -> Self {
        let mut labels = vec![Label::from_static_parts("gen_ai.operation.name", "chat")];
        let port = peer.port.map(|port| port.to_string());
        for (name, value) in [
            ("gen_ai.provider.name", peer.provider.as_deref()),
            ("gen_ai.request.model", peer.model.as_deref()),
            ("server.address", peer.address.as_deref()),
            ("server.port", port.as_deref()),
        ] {
            labels.extend(value.map(|value| Label::new(name, value.to_owned())));
        }
        Self {
            labels,
            chunks: None,
        }
    }

    /// A chunk has come of a stream that began then.
    pub(crate) fn chunk(&mut self, started: Instant, summary: &Summary) {
        let now = Instant::now();
        match &mut self.chunks {
            Some((last, next_chunk)) => {
                next_chunk.record(now.duration_since(*last));
                *last = now;
            }
            None => {
                let labels = self.labels_of(summary);
                histogram!(FIRST_CHUNK, labels.clone()).record(now.duration_since(started));
                self.chunks = Some((now, histogram!(NEXT_CHUNK, labels)));
            }
        }
    }

    /// The call that began then has ended.
    pub(crate) fn end(self, started: Instant, summary: &Summary, outcome: &Outcome<'_>) {
        let mut labels = self.labels_of(summary);
        let usage = summary.usage();
        for (kind, tokens) in [
            ("input", usage.input_tokens),
            ("output", usage.output_tokens),
        ] {
            let Some(tokens) = tokens else { continue };
            let mut labels = labels.clone();
            labels.push(Label::from_static_parts("gen_ai.token.type", kind));
            histogram!(TOKENS, labels).record(tokens as f64);
        }
        match outcome {
            Outcome::Answered => {}
            Outcome::Failed(error) => labels.push(Label::new("error.type", error_type(error))),
            Outcome::Cancelled => {
                labels.push(Label::from_static_parts("surprisal.cancelled", "true"));
            }
        }
        histogram!(DURATION, labels).record(started.elapsed());
    }

    fn labels_of(&self, summary: &Summary) -> Vec<Label> {
        let model = summary.model().map(ToOwned::to_owned);
        let model = model.map(|model| Label::new("gen_ai.response.model", model));
        let is_cached = summary.is_cached();
        let cached = is_cached.then(|| Label::from_static_parts("surprisal.cached", "true"));
        let labels = self.labels.iter().cloned();
        labels.chain(model).chain(cached).collect()
    }
}
