use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex};

use serde_json::{Map, Value};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::{DefaultGuard, Interest};
use tracing::{Event, Metadata, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::{Context, SubscriberExt};
use tracing_subscriber::registry::LookupSpan;

/// Keeps all that is told to it, in the order in which it was told.
#[derive(Clone, Default)]
pub(crate) struct Collector(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    seen: Vec<Seen>,
    open: HashMap<u64, usize>,
}

/// A span or an event.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub(crate) name: &'static str,
    pub(crate) level: tracing::Level,
    pub(crate) target: String,
    /// The name of the span that it is in.
    pub(crate) parent: Option<&'static str>,
    pub(crate) fields: Map<String, Value>,
    pub(crate) is_event: bool,
    pub(crate) is_closed: bool,
}

impl Collector {
    /// Collects what this thread tells as long as the guard lives.
    pub(crate) fn start() -> (Self, DefaultGuard) {
        let collector = Self::default();
        let subscriber = tracing_subscriber::registry().with(collector.clone());
        let guard = tracing::subscriber::set_default(subscriber);
        (collector, guard)
    }

    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.0.lock().unwrap().seen.clone()
    }

    pub(crate) fn named(&self, name: &str) -> Vec<Seen> {
        let mut seen = self.seen();
        seen.retain(|seen| seen.name == name);
        seen
    }

    /// The only span of a call.
    pub(crate) fn chat(&self) -> Seen {
        let chats = self.named("chat");
        assert_eq!(chats.len(), 1);
        chats[0].clone()
    }

    /// All values of everything, as one text.
    pub(crate) fn everything(&self) -> String {
        format!("{:?}", self.seen())
    }
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Collector {
    /// Asked each time, as tests with and without a subscriber run side by side.
    fn register_callsite(&self, _: &'static Metadata<'static>) -> Interest {
        Interest::sometimes()
    }

    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let parent = context.span(id).unwrap().parent();
        let parent = parent.map(|span| span.metadata().name());
        let mut fields = Fields::default();
        attributes.record(&mut fields);
        let mut state = self.0.lock().unwrap();
        let index = state.seen.len();
        state.open.insert(id.into_u64(), index);
        state
            .seen
            .push(seen(attributes.metadata(), parent, fields, false));
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, _: Context<'_, S>) {
        let mut fields = Fields::default();
        values.record(&mut fields);
        let mut state = self.0.lock().unwrap();
        let index = state.open[&id.into_u64()];
        state.seen[index].fields.extend(fields.0);
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let parent = context.event_span(event);
        let parent = parent.map(|span| span.metadata().name());
        let mut fields = Fields::default();
        event.record(&mut fields);
        let mut state = self.0.lock().unwrap();
        state
            .seen
            .push(seen(event.metadata(), parent, fields, true));
    }

    fn on_close(&self, id: Id, _: Context<'_, S>) {
        let mut state = self.0.lock().unwrap();
        let index = state.open.remove(&id.into_u64()).unwrap();
        state.seen[index].is_closed = true;
    }
}

fn seen(
    metadata: &'static Metadata<'static>,
    parent: Option<&'static str>,
    fields: Fields,
    is_event: bool,
) -> Seen {
    Seen {
        name: metadata.name(),
        level: *metadata.level(),
        target: metadata.target().to_owned(),
        parent,
        fields: fields.0,
        is_event,
        is_closed: false,
    }
}

#[derive(Default)]
struct Fields(Map<String, Value>);

impl Fields {
    fn set(&mut self, field: &Field, value: impl Into<Value>) {
        self.0.insert(field.name().to_owned(), value.into());
    }
}

impl Visit for Fields {
    fn record_bool(&mut self, field: &Field, value: bool) {
        self.set(field, value);
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.set(field, value);
    }

    fn record_f64(&mut self, field: &Field, value: f64) {
        self.set(field, value);
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.set(field, value);
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        panic!("{field} is {value}, unsigned: tracing-opentelemetry makes a text of it");
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.set(field, format!("{value:?}"));
    }
}
