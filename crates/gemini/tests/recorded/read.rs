use std::path::{Path, PathBuf};
use std::{env, fs};

use saphyr::{LoadableYamlNode as _, Scalar, Yaml};
use serde_json::{Map, Value};
use surprisal_core::{AiMessage, CallOptions};
use surprisal_gemini::{Gemini, VertexAi};
use surprisal_http::{Protocol, Provider as _};

/// The folder of Google's recordings, if it is there.
pub(crate) fn folder() -> Option<PathBuf> {
    let folder = match env::var_os("SURPRISAL_RECORDINGS") {
        Some(path) => PathBuf::from(path),
        None => Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
    };
    let folder = folder.join("recordings/google");
    if folder.is_dir() {
        return Some(folder);
    }
    println!(
        "skipped: no recordings; set SURPRISAL_RECORDINGS to the folder that holds recordings/"
    );
    None
}

/// The body of an answer, as JSON.
pub(crate) fn body(folder: &Path, name: &str) -> Value {
    let text = fs::read_to_string(folder.join(name)).unwrap();
    if name.ends_with(".json") {
        return serde_json::from_str(&text).unwrap();
    }
    let files = Yaml::load_from_str(&text).unwrap();
    let interactions = files[0].as_mapping_get("interactions").unwrap();
    let response = interactions.as_sequence().unwrap()[0].as_mapping_get("response");
    json(response.unwrap().as_mapping_get("parsed_body").unwrap())
}

/// The message that the protocol makes of it.
pub(crate) fn decode(name: &str, body: &Value) -> AiMessage {
    let options = CallOptions::new().logprobs(true);
    let body = body.to_string();
    let message = match name.contains("vertex") {
        true => VertexAi::new("m".into()).decode(&body, &options),
        false => Gemini::new("m".into()).decode(&body, &options),
    };
    message.unwrap()
}

fn json(yaml: &Yaml<'_>) -> Value {
    match yaml {
        Yaml::Value(Scalar::Null) => Value::Null,
        Yaml::Value(Scalar::Boolean(value)) => (*value).into(),
        Yaml::Value(Scalar::Integer(value)) => (*value).into(),
        Yaml::Value(Scalar::FloatingPoint(value)) => value.into_inner().into(),
        Yaml::Value(Scalar::String(text)) => text.as_ref().into(),
        Yaml::Sequence(list) => list.iter().map(json).collect(),
        Yaml::Mapping(map) => {
            let entry =
                |(key, value): (&Yaml<'_>, _)| (key.as_str().unwrap().to_owned(), json(value));
            Value::Object(map.iter().map(entry).collect::<Map<_, _>>())
        }
        other => panic!("JSON has no {other:?}"),
    }
}
