//! Hears all that this process traces and logs, at every level and of every crate.

use std::fmt::{Debug, Write as _};
use std::sync::{Mutex, OnceLock};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use crate::key::assert_clean;

static HEARD: Mutex<String> = Mutex::new(String::new());

/// Everything that is traced and logged from now on, until it is [checked](Witness::check). Of all tests of the process.
pub(crate) struct Witness(());

struct Ear;

impl Witness {
    pub(crate) fn listen() -> Self {
        static ONCE: OnceLock<()> = OnceLock::new();
        ONCE.get_or_init(|| {
            tracing::subscriber::set_global_default(Ear).unwrap();
            log::set_boxed_logger(Box::new(Ear)).unwrap();
            log::set_max_level(log::LevelFilter::Trace);
        });
        Self(())
    }

    /// Fails where the key was heard, or where none of these crates was.
    pub(crate) fn check(self, crates: &[&str]) {
        let heard = HEARD.lock().unwrap().clone();
        for name in crates {
            assert!(heard.contains(&format!("\n{name}")), "{name} is not heard");
        }
        assert_clean("traces", heard);
    }
}

fn write(text: &str) {
    HEARD.lock().unwrap().push_str(text);
}

struct Fields(String);

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        write!(self.0, " {field}={value:?}").unwrap();
    }
}

impl Subscriber for Ear {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let mut fields = Fields(format!("\n{} ", span.metadata().target()));
        span.record(&mut fields);
        write(&fields.0);
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        let mut fields = Fields(String::new());
        values.record(&mut fields);
        write(&fields.0);
    }

    fn event(&self, event: &Event<'_>) {
        let mut fields = Fields(format!("\n{} ", event.metadata().target()));
        event.record(&mut fields);
        write(&fields.0);
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

impl log::Log for Ear {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        write(&format!("\n{} {}", record.target(), record.args()));
    }

    fn flush(&self) {}
}
