use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use hmac_sha256::Hash;
use serde_json::{Map, Value};

/// The text of which a key is the hash. It goes into the hash as it is written, and nothing keeps it.
///
/// Whatever is written begins with its kind and tells where it ends, so no two things have the same text.
pub(super) struct Text(Hash);

/// What has one text, however it came about.
pub(super) trait Canonical {
    fn write(&self, text: &mut Text);
}

impl Text {
    pub(super) fn new() -> Self {
        Self(Hash::new())
    }

    /// Writes what is always there.
    pub(super) fn add<T: Canonical + ?Sized>(&mut self, value: &T) -> &mut Self {
        value.write(self);
        self
    }

    /// Writes what has a name and is there or not. What is not there leaves nothing, so the text of what is there stays
    /// the same where a later version knows of more.
    pub(super) fn set<T: Canonical>(&mut self, name: &str, value: Option<T>) -> &mut Self {
        match value {
            Some(value) => self.put("=").add(name).add(&value),
            None => self,
        }
    }

    /// Writes parts that belong together.
    pub(super) fn record(&mut self, parts: impl FnOnce(&mut Self)) {
        self.put("(");
        parts(self);
        self.put(")");
    }

    pub(super) fn list<T: Canonical>(&mut self, items: impl ExactSizeIterator<Item = T>) {
        self.put(format_args!("[{};", items.len()));
        items.for_each(|item| item.write(self));
    }

    fn map<K: Canonical, V: Canonical>(&mut self, entries: impl ExactSizeIterator<Item = (K, V)>) {
        self.put(format_args!("{{{};", entries.len()));
        for (key, value) in entries {
            self.add(&key).add(&value);
        }
    }

    fn put(&mut self, part: impl fmt::Display) -> &mut Self {
        // A hash takes all that is written.
        let _ = fmt::Write::write_fmt(self, format_args!("{part}"));
        self
    }

    pub(super) fn hash(self) -> [u8; 32] {
        self.0.finalize()
    }
}

impl fmt::Write for Text {
    fn write_str(&mut self, part: &str) -> fmt::Result {
        self.0.update(part);
        Ok(())
    }
}

impl<T: Canonical + ?Sized> Canonical for &T {
    fn write(&self, text: &mut Text) {
        (**self).write(text);
    }
}

impl Canonical for str {
    fn write(&self, text: &mut Text) {
        text.put(format_args!("\"{}:{self}", self.len()));
    }
}

impl Canonical for String {
    fn write(&self, text: &mut Text) {
        self.as_str().write(text);
    }
}

impl Canonical for [u8] {
    fn write(&self, text: &mut Text) {
        text.put(format_args!("b{}:", self.len()));
        text.0.update(self);
    }
}

impl Canonical for bool {
    fn write(&self, text: &mut Text) {
        text.put(if *self { "+" } else { "-" });
    }
}

impl Canonical for u32 {
    fn write(&self, text: &mut Text) {
        text.put(format_args!("u{self};"));
    }
}

impl Canonical for i64 {
    fn write(&self, text: &mut Text) {
        text.put(format_args!("i{self};"));
    }
}

impl Canonical for f64 {
    fn write(&self, text: &mut Text) {
        text.put(format_args!("f{:x};", self.to_bits()));
    }
}

impl Canonical for Duration {
    fn write(&self, text: &mut Text) {
        text.put(format_args!("d{};", self.as_nanos()));
    }
}

impl<K: Canonical, V: Canonical> Canonical for BTreeMap<K, V> {
    fn write(&self, text: &mut Text) {
        text.map(self.iter());
    }
}

/// In the order of its fields.
impl Canonical for Map<String, Value> {
    fn write(&self, text: &mut Text) {
        text.map(self.iter());
    }
}

impl Canonical for Value {
    fn write(&self, text: &mut Text) {
        match self {
            Self::Null => {
                text.put("n");
            }
            Self::Bool(on) => on.write(text),
            // The shortest digits that are read back as the same number.
            Self::Number(number) => {
                text.put(format_args!("#{number};"));
            }
            Self::String(string) => string.write(text),
            Self::Array(values) => text.list(values.iter()),
            Self::Object(fields) => fields.write(text),
        }
    }
}
