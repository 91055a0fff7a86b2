//! The schema that a service can enforce.

use std::collections::HashMap;

use serde::Deserialize;
use serde_json::{Value, json};
use surprisal_schema::{JsonSchema, StructuredExt as _, StructuredOutput};

use crate::support::{Person, Scripted};

fn output<T: serde::de::DeserializeOwned + JsonSchema + Send + 'static>()
-> StructuredOutput<Scripted, T> {
    Scripted::new().with_structured_output()
}

#[track_caller]
fn strict<T: serde::de::DeserializeOwned + JsonSchema + Send + 'static>() -> Value {
    let output = output::<T>();
    assert_eq!(output.why_not_strict(), None);
    output.schema().clone()
}

#[track_caller]
fn is_not_strict<T: serde::de::DeserializeOwned + JsonSchema + Send + 'static>(why: &str) {
    let output = output::<T>();
    assert_eq!(output.why_not_strict(), Some(why), "{}", output.schema());
    assert!(!output.is_strict());
}

/// What OpenAI's documentation demands of every place in a schema.
#[track_caller]
fn obeys_the_rules(schema: &Value) {
    let Value::Object(schema) = schema else {
        panic!("{schema} is no schema")
    };
    for key in schema.keys() {
        let known = [
            "$defs",
            "$ref",
            "anyOf",
            "description",
            "enum",
            "items",
            "maxItems",
            "maximum",
            "minItems",
            "minimum",
            "properties",
            "required",
            "type",
            "additionalProperties",
        ];
        assert!(known.contains(&key.as_str()), "{key}");
    }
    if schema.contains_key("$ref") {
        assert_eq!(schema.len(), 1, "{schema:?}");
    }
    let kind = schema.get("type");
    assert!(kind.is_some() || schema.contains_key("$ref") || schema.contains_key("anyOf"));
    let is_object = |kind: &Value| kind == "object" || kind == &json!(["object", "null"]);
    if kind.is_some_and(is_object) {
        assert_eq!(schema["additionalProperties"], json!(false));
        let names: Vec<_> = schema["properties"].as_object().unwrap().keys().collect();
        assert_eq!(schema["required"], json!(names));
    }
    let named = ["properties", "$defs"]
        .into_iter()
        .filter_map(|key| schema.get(key)?.as_object());
    named.flat_map(|map| map.values()).for_each(obeys_the_rules);
    schema.get("items").into_iter().for_each(obeys_the_rules);
    schema
        .get("anyOf")
        .into_iter()
        .flat_map(|any| any.as_array().unwrap())
        .for_each(obeys_the_rules);
}

#[test]
fn every_property_is_required_and_an_option_is_nullable() {
    let expected = json!({
        "description": "Somebody.",
        "type": "object",
        "properties": {
            "name": { "type": "string" },
            "age": { "type": ["integer", "null"], "minimum": 0 },
        },
        "required": ["name", "age"],
        "additionalProperties": false,
    });
    assert_eq!(strict::<Person>(), expected);
}

#[derive(Deserialize, JsonSchema)]
#[allow(dead_code)]
struct Defaults {
    /// How many.
    #[serde(default)]
    count: u8,
    #[serde(default)]
    name: Option<String>,
}

#[test]
fn a_default_is_told_in_words_and_must_be_given() {
    let expected = json!({
        "count": { "description": "How many. (default: 0)", "type": "integer", "minimum": 0, "maximum": 255 },
        "name": { "type": ["string", "null"] },
    });
    let schema = strict::<Defaults>();
    assert_eq!(schema["properties"], expected);
    assert_eq!(schema["required"], json!(["count", "name"]));
}

#[derive(Deserialize, JsonSchema)]
#[allow(dead_code)]
struct Letter {
    /// Who wrote it.
    from: Person,
    to: Vec<Person>,
    tags: Vec<Tag>,
    kind: Option<Kind>,
    grade: char,
    place: [f64; 2],
    event: Event,
}

#[derive(Deserialize, JsonSchema)]
#[allow(dead_code)]
enum Tag {
    Urgent,
    /// From abroad.
    Foreign,
}

#[derive(Deserialize, JsonSchema)]
#[allow(dead_code)]
enum Kind {
    Plain,
    Parcel { grams: u32 },
    Other(String),
}

#[derive(Deserialize, JsonSchema)]
#[allow(dead_code)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Event {
    Sent { at: String },
    Received(Person),
    Lost,
}

#[test]
fn nested_types_lists_and_enums_obey_the_rules() {
    let schema = strict::<Letter>();
    obeys_the_rules(&schema);
    let from = json!({ "description": "Who wrote it.", "anyOf": [{ "$ref": "#/$defs/Person" }] });
    assert_eq!(schema["properties"]["from"], from);
    let tags = json!({ "anyOf": [
        { "type": "string", "enum": ["Urgent"] },
        { "description": "From abroad.", "type": "string", "enum": ["Foreign"] },
    ] });
    assert_eq!(schema["$defs"]["Tag"], tags);
}

#[test]
fn a_variant_that_holds_a_struct_is_put_together_with_its_tag() {
    let schema = strict::<Letter>();
    let received = &schema["$defs"]["Event"]["anyOf"][1];
    let expected = json!({
        "type": "object",
        "properties": {
            "type": { "type": "string", "enum": ["received"] },
            "name": { "type": "string" },
            "age": { "type": ["integer", "null"], "minimum": 0 },
        },
        "required": ["type", "name", "age"],
        "description": "Somebody.",
        "additionalProperties": false,
    });
    assert_eq!(received, &expected);
}

#[test]
fn a_root_that_is_no_object_is_the_value_of_one() {
    for schema in [
        strict::<Kind>(),
        strict::<Event>(),
        strict::<Vec<Person>>(),
        strict::<u8>(),
        strict::<Option<Person>>(),
    ] {
        obeys_the_rules(&schema);
        assert_eq!(schema["required"], json!(["value"]));
    }
}

#[derive(Deserialize, JsonSchema)]
#[allow(dead_code)]
struct Tree {
    /// What is below it.
    children: Vec<Self>,
    parent: Option<Box<Self>>,
}

#[derive(Deserialize, JsonSchema)]
#[allow(dead_code)]
enum Sum {
    Number(f64),
    Plus {
        /// What comes first.
        left: Box<Self>,
        right: Box<Self>,
    },
}

#[test]
fn recursive_types_refer_to_themselves() {
    let tree = strict::<Tree>();
    obeys_the_rules(&tree);
    assert_eq!(
        tree["properties"]["children"]["items"],
        json!({ "$ref": "#" })
    );
    let sum = strict::<Sum>();
    obeys_the_rules(&sum);
    assert_eq!(sum["properties"]["value"], json!({ "$ref": "#/$defs/Sum" }));
}

#[derive(Deserialize, JsonSchema)]
#[allow(dead_code)]
struct Counted {
    #[serde(flatten)]
    person: Person,
    count: u32,
}

#[derive(Deserialize, JsonSchema)]
#[allow(dead_code)]
struct Mixed {
    name: String,
    #[serde(flatten)]
    event: Event,
}

#[derive(Deserialize, JsonSchema)]
#[allow(dead_code)]
struct Open {
    counts: HashMap<String, u32>,
}

#[test]
fn what_cannot_be_said_strictly_is_not_strict_and_says_why() {
    let map = "a map, or an object with properties of any name";
    is_not_strict::<HashMap<String, u32>>(map);
    is_not_strict::<Open>(map);
    is_not_strict::<serde_json::Map<String, Value>>(map);
    is_not_strict::<(u8, String)>("`prefixItems`");
    is_not_strict::<Value>("a value of any kind");
    is_not_strict::<Vec<Value>>("a value of any kind");
    is_not_strict::<Mixed>("an object that has both properties and variants");
    obeys_the_rules(&strict::<Counted>());
}

#[test]
fn what_is_not_strict_is_sent_as_it_is() {
    let output = output::<Open>();
    let counts = &output.schema()["properties"]["counts"];
    assert_eq!(counts["additionalProperties"]["type"], "integer");
    assert_eq!(output.schema().get("title"), None);
    assert_eq!(output.schema().get("$schema"), None);
}
