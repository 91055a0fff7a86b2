//! `pydantic-ai/*.yaml`: cassettes of VCR, in which the bodies are YAML.

use saphyr::{LoadableYamlNode, Scalar, Yaml};
use serde_json::{Map, Value};

use super::body::answer;
use super::{Recording, Result};

pub(super) fn read(text: &str) -> Result<Vec<Recording>> {
    let files = Yaml::load_from_str(text)?;
    let file = files.first().ok_or("no document")?;
    let interactions = file.as_mapping_get("interactions").ok_or("nothing")?;
    let interactions = interactions.as_sequence().into_iter().flatten();
    interactions.map(interaction).collect()
}

fn interaction(yaml: &Yaml<'_>) -> Result<Recording> {
    let body = |side| {
        let side = yaml.as_mapping_get(side)?;
        json(side.as_mapping_get("parsed_body")?)
    };
    let answered = body("response").ok_or("no body")?;
    let mut recording = answer(answered.to_string().into_bytes(), false, false);
    recording.request = body("request").unwrap_or_default();
    Ok(recording)
}

/// The same as JSON; `None` for what JSON has not.
fn json(yaml: &Yaml<'_>) -> Option<Value> {
    Some(match yaml {
        Yaml::Value(Scalar::Null) => Value::Null,
        Yaml::Value(Scalar::Boolean(value)) => (*value).into(),
        Yaml::Value(Scalar::Integer(value)) => (*value).into(),
        Yaml::Value(Scalar::FloatingPoint(value)) => value.into_inner().into(),
        Yaml::Value(Scalar::String(text)) => text.as_ref().into(),
        Yaml::Sequence(list) => list.iter().map(json).collect::<Option<_>>()?,
        Yaml::Mapping(map) => {
            let entry =
                |(key, value): (&Yaml<'_>, _)| Some((key.as_str()?.to_owned(), json(value)?));
            Value::Object(map.iter().map(entry).collect::<Option<Map<_, _>>>()?)
        }
        _ => return None,
    })
}
