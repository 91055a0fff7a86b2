mod acme;
mod collector;

pub(crate) use acme::{Acme, SECOND, address};
pub(crate) use collector::{Collector, Seen};

use serde_json::{Map, Value};

/// An object without the entries that others test.
pub(crate) fn without(mut fields: Map<String, Value>, names: &[&str]) -> Value {
    for name in names {
        fields.remove(*name);
    }
    fields.into()
}
