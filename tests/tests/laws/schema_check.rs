//! Checks a value against a schema of OpenAI's document. It knows the keywords that are used there, and
//! panics at any other, so that nothing is passed over.

use serde_json::{Map, Value};

/// What only describes.
const ANNOTATIONS: [&str; 8] = [
    "default",
    "deprecated",
    "description",
    "discriminator",
    "example",
    "format",
    "nullable",
    "title",
];

/// The document with the schemas.
pub(crate) struct Document(Value);

impl Document {
    pub(crate) fn new(document: Value) -> Self {
        Self(document)
    }

    /// What is wrong with the value, with its path; a key that the schema does not name is wrong too.
    pub(crate) fn check(&self, schema: &str, value: &Value) -> Result<(), String> {
        let schema = self.0.pointer(&format!("/components/schemas/{schema}"));
        self.any_key(schema.unwrap(), value, "")?;
        self.known_keys(schema.unwrap(), value, "")
    }

    /// The schema that a reference stands for, or the schema itself.
    fn resolve<'a>(&'a self, schema: &'a Value) -> &'a Value {
        match schema["$ref"].as_str() {
            Some(path) => self.resolve(self.0.pointer(path.trim_start_matches('#')).unwrap()),
            None => schema,
        }
    }

    fn any_key(&self, schema: &Value, value: &Value, at: &str) -> Result<(), String> {
        let schema = self.resolve(schema);
        if value.is_null() && schema["nullable"] == true {
            return Ok(());
        }
        let Value::Object(keywords) = schema else {
            panic!("{at}: no schema: {schema}");
        };
        for (keyword, limit) in keywords {
            let fits = match keyword.as_str() {
                "type" => is_of_type(limit, value),
                "enum" => list(limit).contains(value),
                "minimum" => value.as_f64() >= limit.as_f64() || !value.is_number(),
                "maximum" => value.as_f64() <= limit.as_f64() || !value.is_number(),
                "minItems" => value
                    .as_array()
                    .is_none_or(|all| all.len() as u64 >= number(limit)),
                "maxItems" => value
                    .as_array()
                    .is_none_or(|all| all.len() as u64 <= number(limit)),
                "maxLength" => value
                    .as_str()
                    .is_none_or(|text| text.chars().count() as u64 <= number(limit)),
                "minLength" => value
                    .as_str()
                    .is_none_or(|text| text.chars().count() as u64 >= number(limit)),
                "required" => value.as_object().is_none_or(|object| {
                    let mut keys = list(limit).iter().filter_map(Value::as_str);
                    keys.all(|key| object.contains_key(key))
                }),
                "anyOf" => self.fitting(limit, value, at) > 0,
                // It is the discriminator that tells which; the others may fit as well.
                "oneOf" if schema.get("discriminator").is_some() => {
                    self.fitting(limit, value, at) > 0
                }
                "oneOf" => self.fitting(limit, value, at) == 1,
                "allOf" => self.fitting(limit, value, at) == list(limit).len(),
                "properties" => {
                    for (key, schema) in object(limit) {
                        if let Some(value) = value.get(key) {
                            self.any_key(schema, value, &format!("{at}/{key}"))?;
                        }
                    }
                    true
                }
                "additionalProperties" if limit.is_object() => {
                    for (key, value) in value.as_object().into_iter().flatten() {
                        self.any_key(limit, value, &format!("{at}/{key}"))?;
                    }
                    true
                }
                "items" => {
                    for (index, value) in list(value).iter().enumerate() {
                        self.any_key(limit, value, &format!("{at}/{index}"))?;
                    }
                    true
                }
                "additionalProperties" => {
                    let named = &schema["properties"];
                    limit == true
                        || value
                            .as_object()
                            .is_none_or(|object| object.keys().all(|key| named.get(key).is_some()))
                }
                other if ANNOTATIONS.contains(&other) || other.starts_with("x-") => true,
                other => panic!("{at}: unknown keyword {other}"),
            };
            if !fits {
                return Err(format!("{at}: {value} does not fit {keyword} {limit}"));
            }
        }
        Ok(())
    }

    fn fitting(&self, schemas: &Value, value: &Value, at: &str) -> usize {
        list(schemas)
            .iter()
            .filter(|schema| self.any_key(schema, value, at).is_ok())
            .count()
    }

    /// Checks the keys of a value that fits, where the schema names any.
    fn known_keys(&self, schema: &Value, value: &Value, at: &str) -> Result<(), String> {
        let mut schemas = vec![self.resolve(schema)];
        let mut properties = Map::new();
        let mut items = None;
        let mut is_open = false;
        while let Some(schema) = schemas.pop() {
            properties.extend(
                schema
                    .get("properties")
                    .map(object)
                    .cloned()
                    .unwrap_or_default(),
            );
            items = items.or(schema.get("items"));
            is_open |= schema
                .get("additionalProperties")
                .is_some_and(|more| *more != false);
            for alternatives in ["allOf", "anyOf", "oneOf"] {
                let fitting = list(&schema[alternatives])
                    .iter()
                    .filter(|schema| self.any_key(schema, value, at).is_ok());
                schemas.extend(fitting.map(|schema| self.resolve(schema)));
            }
        }
        match value {
            Value::Object(fields) if !is_open => {
                for (key, value) in fields {
                    let at = format!("{at}/{key}");
                    let schema = properties.get(key).ok_or(format!("{at}: unknown key"))?;
                    self.known_keys(schema, value, &at)?;
                }
            }
            Value::Array(values) => {
                for (index, value) in values.iter().enumerate() {
                    self.known_keys(items.unwrap(), value, &format!("{at}/{index}"))?;
                }
            }
            _ => {}
        }
        Ok(())
    }
}

fn is_of_type(name: &Value, value: &Value) -> bool {
    match name.as_str().unwrap() {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "number" => value.is_number(),
        "integer" => value.as_f64().is_some_and(|number| number.fract() == 0.0),
        "null" => value.is_null(),
        other => panic!("unknown type {other}"),
    }
}

fn number(value: &Value) -> u64 {
    value.as_u64().unwrap()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

fn object(value: &Value) -> &Map<String, Value> {
    value.as_object().unwrap()
}
