use schemars::generate::SchemaSettings;
use schemars::transform::{Transform as _, transform_subschemas};
use schemars::{JsonSchema, Schema, json_schema};
use serde::de::IntoDeserializer as _;
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

use super::strict::strict;

/// How a type is written in JSON.
#[derive(Clone, Debug)]
pub(crate) struct Form {
    /// The type's name, as services take names.
    pub(crate) name: String,
    /// What the type's documentation says.
    pub(crate) description: Option<String>,
    /// Its schema, which is that of an object.
    pub(crate) schema: Value,
    /// The schema as a service can enforce it, or why none can.
    pub(crate) strict: Result<Value, String>,
    /// How the object has the type.
    pub(crate) wrapping: Wrapping,
}

/// How an object has a value of a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wrapping {
    /// The value is the object.
    None,
    /// The value is the `value` of the object.
    Value,
    /// The type has one value, that of `()`: an object without entries stands for it.
    Nothing,
}

impl Form {
    /// The form of `T`.
    pub(crate) fn of<T: JsonSchema>() -> Self {
        let schema = schema_of::<T>();
        let description = schema.get("description").and_then(Value::as_str);
        let description = description.map(ToOwned::to_owned);
        let wrapping = Wrapping::of(&schema);
        let mut schema = match wrapping {
            Wrapping::None => schema,
            Wrapping::Value => schema_of::<Wrapped<T>>(),
            Wrapping::Nothing => json_schema!({ "type": "object" }),
        };
        // Services want it, be it empty.
        schema
            .ensure_object()
            .entry("properties")
            .or_insert_with(|| Map::new().into());
        Self {
            name: name_of::<T>(),
            description,
            strict: strict(schema.clone()),
            schema: schema.into(),
            wrapping,
        }
    }

    /// The schema to send, and whether the service can enforce it.
    pub(crate) fn enforced(&self) -> (&Value, bool) {
        match &self.strict {
            Ok(strict) => (strict, true),
            Err(_) => (&self.schema, false),
        }
    }
}

/// The name of a type, as services take names: 1 to 64 letters, digits, `_` and `-`.
pub(crate) fn name_of<T: JsonSchema>() -> String {
    let allowed = |letter: char| match letter {
        'a'..='z' | 'A'..='Z' | '0'..='9' | '_' | '-' => letter,
        _ => '_',
    };
    let name: String = T::schema_name().chars().map(allowed).take(64).collect();
    match name.is_empty() {
        true => "answer".to_owned(),
        false => name,
    }
}

/// Reads a `T` out of its form.
pub(crate) fn read<'de, T, D>(json: D, wrapping: Wrapping) -> Result<T, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    match wrapping {
        Wrapping::None => T::deserialize(json),
        Wrapping::Value => Wrapped::deserialize(json).map(|wrapped| wrapped.value),
        // Entries that there are nevertheless are passed over, as by a struct without fields.
        Wrapping::Nothing => {
            Nothing::deserialize(json)?;
            T::deserialize(().into_deserializer())
        }
    }
}

// The root must be an object: services want it, and the arguments of a function are one. No comment of
// documentation, since it would be in the schema.
#[derive(Deserialize, JsonSchema)]
#[serde(expecting = "an object with `value`")]
struct Wrapped<T> {
    value: T,
}

#[derive(Deserialize)]
#[serde(expecting = "an object")]
struct Nothing {}

fn schema_of<T: JsonSchema>() -> Schema {
    let settings = SchemaSettings::draft2020_12().with(|settings| settings.meta_schema = None);
    let mut schema = settings.into_generator().into_root_schema_for::<T>();
    (without_types as fn(&mut Schema)).transform(&mut schema);
    schema
}

/// The names of Rust's types, as titles and as formats of numbers: nothing to a model, paid for by the token, and
/// refused by services that do not know the format.
fn without_types(schema: &mut Schema) {
    schema.remove("title");
    let format = schema.get("format").and_then(Value::as_str);
    let is_of_number = |format: &str| NUMBERS.iter().any(|kind| format.starts_with(kind));
    if format.is_some_and(is_of_number) {
        schema.remove("format");
    }
    transform_subschemas(&mut (without_types as fn(&mut Schema)), schema);
}

impl Wrapping {
    fn of(schema: &Schema) -> Self {
        let one_of_several = ["anyOf", "oneOf", "allOf", "$ref", "const", "enum"];
        let is_one = one_of_several
            .into_iter()
            .any(|key| schema.get(key).is_some());
        match schema.get("type").and_then(Value::as_str) {
            Some("object") if !is_one => Self::None,
            Some("null") if !is_one => Self::Nothing,
            _ => Self::Value,
        }
    }
}

const NUMBERS: [&str; 4] = ["double", "float", "int", "uint"];
