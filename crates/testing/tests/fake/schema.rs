//! A seeded answer follows the schemas that types have.

use serde_json::{Value, json};
use surprisal_core::{CallOptions, ResponseFormat, Result, RunnableExt as _};
use surprisal_testing::FakeChatModel;

async fn follow(seed: u64, schema: &Value) -> Result<Value> {
    let format = ResponseFormat::json_schema("s", schema.clone());
    let model = FakeChatModel::seeded(seed).bind(CallOptions::new().response_format(format));
    let answer = model.invoke("hi").await?;
    Ok(serde_json::from_str(&answer.text()).unwrap())
}

#[tokio::test]
async fn each_keyword_is_followed() {
    let schema = json!({
        "type": "object",
        "properties": {
            "name": { "type": "string", "minLength": 9, "maxLength": 12 },
            "age": { "type": "integer", "format": "uint8", "minimum": 0, "maximum": 255 },
            "share": { "type": "number", "minimum": 0.25, "exclusiveMaximum": 0.5 },
            "mood": { "enum": ["glad", "sad"] },
            "kind": { "const": "person" },
            "nick": { "type": ["string", "null"] },
            "tags": { "type": "array", "items": { "type": "boolean" }, "minItems": 1, "maxItems": 3 },
            "next": { "$ref": "#/$defs/Node" },
        },
        "required": ["name"],
        "$defs": {
            "Node": {
                "type": "object",
                "properties": { "more": { "anyOf": [{ "$ref": "#/$defs/Node" }, { "type": "null" }] } },
            },
        },
    });
    for seed in 0..50 {
        let value = follow(seed, &schema).await.unwrap();
        assert_eq!(value.as_object().unwrap().len(), 8);
        let length = value["name"].as_str().unwrap().chars().count();
        assert!((9..=12).contains(&length), "{value}");
        assert!(value["age"].as_u64().unwrap() <= 255);
        assert!((0.25..0.5).contains(&value["share"].as_f64().unwrap()));
        assert!(["glad", "sad"].contains(&value["mood"].as_str().unwrap()));
        assert_eq!(value["kind"], "person");
        assert!(value["nick"].is_string() || value["nick"].is_null());
        let tags = value["tags"].as_array().unwrap();
        assert!((1..=3).contains(&tags.len()) && tags.iter().all(Value::is_boolean));
        assert!(value["next"].is_object());
    }
}

#[tokio::test]
async fn a_schema_that_never_ends_is_refused() {
    let schema = json!({ "type": "object", "properties": { "more": { "$ref": "#" } } });
    let error = follow(1, &schema).await.unwrap_err();
    assert!(error.message().contains("itself"), "{error}");
    let nowhere = json!({ "$ref": "#/$defs/Gone" });
    assert!(follow(1, &nowhere).await.is_err());
}
