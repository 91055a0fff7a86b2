use serde_json::{Map, Value};
use surprisal_core::{Error, ErrorKind, Result};

use crate::hash::Hash;

/// A value that follows a schema: whatever schemars writes for structs, enums, lists and options.
///
/// # Errors
///
/// [`ErrorKind::Unsupported`] for a keyword that it does not know how to follow.
pub(super) fn follow(schema: &Value, hash: Hash) -> Result<Value> {
    Follow { root: schema }.value(schema, hash, 0)
}

struct Follow<'a> {
    root: &'a Value,
}

impl Follow<'_> {
    fn value(&self, schema: &Value, hash: Hash, depth: u64) -> Result<Value> {
        if depth > DEEPEST {
            return Err(unsupported(
                "a schema that has itself in each of its values",
            ));
        }
        let hash = hash.with(depth);
        let within = |part: &Value| self.value(part, hash, depth + 1);
        if let Some(name) = UNKNOWN.iter().find(|name| schema.get(**name).is_some()) {
            return Err(unsupported(&format!("a schema with `{name}`")));
        }
        if let Some(value) = schema.get("const") {
            return Ok(value.clone());
        }
        if let Some(Value::Array(values)) = schema.get("enum") {
            let value = values.get(hash.below(values.len()));
            return value.cloned().ok_or_else(|| unsupported("an empty `enum`"));
        }
        if let Some(Value::String(path)) = schema.get("$ref") {
            let target = path
                .strip_prefix('#')
                .and_then(|path| self.root.pointer(path));
            return within(target.ok_or_else(|| unsupported(&format!("the reference {path:?}")))?);
        }
        if let Some(Value::Array(ways)) = schema.get("anyOf").or(schema.get("oneOf")) {
            // The deeper it is, the simpler: the last is where options say null.
            let way = match depth > DEEPEST / 2 {
                true => ways.last(),
                false => ways.get(hash.below(ways.len())),
            };
            return within(way.ok_or_else(|| unsupported("an empty `anyOf`"))?);
        }
        let kind = match schema.get("type") {
            Some(Value::Array(kinds)) => kinds.get(hash.below(kinds.len())),
            kind => kind,
        };
        match kind.and_then(Value::as_str) {
            Some("object") | None => self.object(schema, hash, depth),
            Some("array") => self.array(schema, hash, depth),
            Some("string") if schema.get("format").is_some() => {
                Err(unsupported("a text with a `format`"))
            }
            Some("string") => Ok(text(schema, hash)),
            Some("integer") => Ok(whole(schema, hash)),
            Some("number") => Ok(fraction(schema, hash)),
            Some("boolean") => Ok((hash.below(2) == 0).into()),
            Some("null") => Ok(Value::Null),
            Some(other) => Err(unsupported(&format!("the type {other:?}"))),
        }
    }

    /// With all of its fields, be they required or not.
    fn object(&self, schema: &Value, hash: Hash, depth: u64) -> Result<Value> {
        let fields = schema.get("properties").and_then(Value::as_object);
        let fields = fields
            .into_iter()
            .flatten()
            .zip(0..)
            .map(|((name, part), at)| {
                let value = self.value(part, hash.with(at), depth + 1)?;
                Ok((name.clone(), value))
            });
        Ok(Value::Object(fields.collect::<Result<Map<_, _>>>()?))
    }

    fn array(&self, schema: &Value, hash: Hash, depth: u64) -> Result<Value> {
        let bound = |name, default| schema.get(name).and_then(Value::as_u64).unwrap_or(default);
        let least = bound("minItems", 0);
        let spare = match depth > DEEPEST / 2 {
            true => 0,
            false => bound("maxItems", least + 2).saturating_sub(least).min(2),
        };
        let count = least + hash.below(spare as usize + 1) as u64;
        let anything = Value::Bool(true);
        let part = schema.get("items").unwrap_or(&anything);
        let items = (0..count).map(|at| self.value(part, hash.with(at), depth + 1));
        Ok(Value::Array(items.collect::<Result<_>>()?))
    }
}

/// A word, as often as its least length needs, up to its greatest.
fn text(schema: &Value, hash: Hash) -> Value {
    let length = |name| {
        schema
            .get(name)
            .and_then(Value::as_u64)
            .map(|length| length as usize)
    };
    let word = WORDS
        .get(hash.below(WORDS.len()))
        .copied()
        .unwrap_or_default();
    let least = length("minLength").unwrap_or_default();
    let mut text: String = word.to_owned();
    while text.chars().count() < least {
        text.push_str(word);
    }
    let most = length("maxLength").unwrap_or(usize::MAX);
    Value::String(text.chars().take(most).collect())
}

/// A small whole number within its bounds.
fn whole(schema: &Value, hash: Hash) -> Value {
    let [least, above, most, below] = bounds(schema);
    let least = least
        .map(f64::ceil)
        .or(above.map(|above| above.floor() + 1.0));
    let most = most
        .map(f64::floor)
        .or(below.map(|below| below.ceil() - 1.0));
    let least = least.unwrap_or_else(|| most.map_or(0.0, |most| most - 99.0));
    let spare = most.map_or(99.0, |most| (most - least).clamp(0.0, 99.0));
    let value = least + hash.below(spare as usize + 1) as f64;
    (value as i64).into()
}

/// A number between its bounds, on neither.
fn fraction(schema: &Value, hash: Hash) -> Value {
    let [least, above, most, below] = bounds(schema);
    let (least, most) = (least.or(above), most.or(below));
    let start = least.unwrap_or_else(|| most.map_or(0.0, |most| most - 1.0));
    let length = most.map_or(1.0, |most| most - start);
    (start + length * (1 + hash.below(99)) as f64 / 100.0).into()
}

fn bounds(schema: &Value) -> [Option<f64>; 4] {
    ["minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum"]
        .map(|name| schema.get(name).and_then(Value::as_f64))
}

fn unsupported(what: &str) -> Error {
    let message = format!(
        "the fake chat model cannot follow {what}: script the answer by say, or leave the schema out"
    );
    Error::new(ErrorKind::Unsupported, message)
        .with_provider("fake")
        .with_option("response_format")
}

/// How many levels there are at most.
const DEEPEST: u64 = 24;

/// What it would take a solver to follow.
const UNKNOWN: [&str; 8] = [
    "allOf",
    "not",
    "if",
    "pattern",
    "multipleOf",
    "uniqueItems",
    "prefixItems",
    "contains",
];

const WORDS: [&str; 8] = [
    "river",
    "blue",
    "café",
    "stone",
    "東京",
    "night",
    "two keys",
    "\"quoted\"",
];
