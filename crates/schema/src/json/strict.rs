//! The part of JSON Schema that services enforce, as OpenAI's strict mode defines it:
//! <https://platform.openai.com/docs/guides/structured-outputs#supported-schemas>.

use schemars::Schema;
use schemars::transform::{Transform, transform_subschemas};
use serde_json::{Map, Value, json};

/// The schema as a service can enforce it: every object is closed and has all of its properties, and there are
/// no keywords but those that services know. What is lost are limits such as `minLength`.
///
/// # Errors
///
/// What of it cannot be said in this way.
pub(super) fn strict(mut schema: Schema) -> Result<Value, String> {
    let definitions = match schema.get("$defs") {
        Some(Value::Object(definitions)) => definitions.clone(),
        _ => Map::new(),
    };
    let mut strict = Strict {
        definitions,
        problem: None,
    };
    strict.transform(&mut schema);
    match strict.problem {
        None => Ok(schema.into()),
        Some(problem) => Err(problem),
    }
}

struct Strict {
    /// The definitions as they were.
    definitions: Map<String, Value>,
    /// The first thing that cannot be said.
    problem: Option<String>,
}

impl Transform for Strict {
    fn transform(&mut self, schema: &mut Schema) {
        let Some(object) = schema.as_object_mut() else {
            return self.refuse("a value of any kind");
        };
        self.resolve(object);
        self.check(object);
        tell_default(object);
        if let Some(variants) = object.remove("oneOf") {
            object.insert("anyOf".to_owned(), variants);
        }
        if let Some(only) = object.remove("const") {
            object.insert("enum".to_owned(), json!([only]));
        }
        object.retain(|key, value| match key.as_str() {
            "format" => FORMATS.iter().any(|format| value == format),
            key => KEYWORDS.contains(&key),
        });
        transform_subschemas(self, schema);
        if let Some(object) = schema
            .as_object_mut()
            .filter(|object| may_be(object, "object"))
        {
            close(object);
        }
    }
}

impl Strict {
    fn refuse(&mut self, what: &str) {
        self.problem.get_or_insert_with(|| what.to_owned());
    }

    /// A reference must stand alone: what else is said of its place goes around it, and what adds to the type
    /// that it refers to is put together with it.
    fn resolve(&mut self, object: &mut Map<String, Value>) {
        // A type that only refers to another may itself be referred to.
        for _ in 0..MAX_REFERENCES {
            let adds = object.contains_key("properties") || object.contains_key("type");
            if !adds {
                return wrap_reference(object);
            }
            let Some(reference) = object.remove("$ref") else {
                return;
            };
            let name = reference
                .as_str()
                .and_then(|path| path.strip_prefix("#/$defs/"));
            let target = name.and_then(|name| self.definitions.get(name));
            let Some(Value::Object(target)) = target else {
                return self.refuse("a reference that cannot be put together with its place");
            };
            for (key, value) in target.clone() {
                match (object.get_mut(&key), value) {
                    (Some(Value::Object(own)), Value::Object(theirs)) => own.extend(theirs),
                    (Some(_), _) => {}
                    (None, value) => {
                        object.insert(key, value);
                    }
                }
            }
        }
        self.refuse("a reference that cannot be put together with its place");
    }

    fn check(&mut self, object: &Map<String, Value>) {
        if let Some((key, _)) = object
            .iter()
            .find(|(key, _)| REFUSED.contains(&key.as_str()))
        {
            return self.refuse(&format!("`{key}`"));
        }
        let is_open = |value: &Value| value != &Value::Bool(false);
        let has = |key| object.contains_key(key);
        if object.get("additionalProperties").is_some_and(is_open) {
            self.refuse("a map, or an object with properties of any name");
        } else if has("properties") && (has("anyOf") || has("oneOf")) {
            self.refuse("an object that has both properties and variants");
        } else if may_be(object, "array") && !has("items") {
            self.refuse("a list of anything");
        } else if !["type", "$ref", "anyOf", "oneOf", "enum", "const"]
            .into_iter()
            .any(has)
        {
            self.refuse("a value of any kind");
        }
    }
}

/// Where more is said of the place, the reference goes one deeper.
fn wrap_reference(object: &mut Map<String, Value>) {
    if object.len() > 1
        && let Some(reference) = object.remove("$ref")
    {
        object.insert("anyOf".to_owned(), json!([{ "$ref": reference }]));
    }
}

/// A default is not sent, so the description tells it.
fn tell_default(object: &mut Map<String, Value>) {
    let Some(default) = object
        .remove("default")
        .filter(|default| !default.is_null())
    else {
        return;
    };
    let text = match object.get("description").and_then(Value::as_str) {
        Some(description) => format!("{description} (default: {default})"),
        None => format!("default: {default}"),
    };
    object.insert("description".to_owned(), text.into());
}

/// Every property must be there. One that Rust takes as missing is nullable already where it is an `Option`; of
/// any other a null could not be read.
fn close(object: &mut Map<String, Value>) {
    let properties = object
        .entry("properties")
        .or_insert_with(|| Map::new().into());
    let names: Vec<Value> = match properties {
        Value::Object(properties) => properties.keys().cloned().map(Value::from).collect(),
        _ => Vec::new(),
    };
    object.insert("required".to_owned(), names.into());
    object.insert("additionalProperties".to_owned(), false.into());
}

/// Whether a schema's type is this one, or this one among others.
fn may_be(object: &Map<String, Value>, kind: &str) -> bool {
    match object.get("type") {
        Some(Value::Array(kinds)) => kinds.iter().any(|one| one == kind),
        Some(one) => one == kind,
        None => false,
    }
}

const MAX_REFERENCES: usize = 16;

const KEYWORDS: &[&str] = &[
    "$defs",
    "$ref",
    "anyOf",
    "description",
    "enum",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "items",
    "maxItems",
    "maximum",
    "minItems",
    "minimum",
    "multipleOf",
    "pattern",
    "properties",
    "type",
];

const FORMATS: &[&str] = &[
    "date",
    "date-time",
    "duration",
    "email",
    "hostname",
    "ipv4",
    "ipv6",
    "time",
    "uuid",
];

/// Without these the schema would mean something else.
const REFUSED: &[&str] = &[
    "allOf",
    "dependentSchemas",
    "else",
    "if",
    "not",
    "patternProperties",
    "prefixItems",
    "then",
];
