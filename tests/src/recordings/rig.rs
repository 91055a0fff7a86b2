//! `rig/*.yaml`: cassettes of httpmock, of one or several requests. Their bodies are the wire's,
//! but for sorted keys and redacted ids.

use saphyr::{LoadableYamlNode, Yaml};

use super::{Recording, Result};

pub(super) fn read(text: &str) -> Result<Vec<Recording>> {
    Yaml::load_from_str(text)?.iter().map(document).collect()
}

fn document(yaml: &Yaml<'_>) -> Result<Recording> {
    let when = yaml.as_mapping_get("when").ok_or("no `when`")?;
    let then = yaml.as_mapping_get("then").ok_or("no `then`")?;
    let text = |of: &Yaml<'_>, key| of.as_mapping_get(key)?.as_str().map(str::to_owned);
    let headers: Vec<_> = then
        .as_mapping_get("header")
        .and_then(Yaml::as_sequence)
        .into_iter()
        .flatten()
        .filter_map(|header| Some((text(header, "name")?, text(header, "value")?)))
        .collect();
    let status = then.as_mapping_get("status").and_then(Yaml::as_integer);
    Ok(Recording {
        endpoint: text(when, "path").ok_or("no path")?,
        request: match text(when, "body") {
            Some(body) => serde_json::from_str(&body)?,
            None => serde_json::Value::Null,
        },
        status: u16::try_from(status.ok_or("no status")?)?,
        stream: super::capture::is_event_stream(&headers),
        headers,
        body: text(then, "body").unwrap_or_default().into_bytes(),
        exact: true,
        ..Recording::default()
    })
}
