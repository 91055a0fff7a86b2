use std::path::{Path, PathBuf};
use std::{env, fs};

use saphyr::{LoadableYamlNode as _, Yaml};
use serde_json::Value;
use surprisal_http::{DEFAULT_MAX_EVENT_SIZE, FrameDecoder, Framing};

/// One answer.
pub(crate) struct Recording {
    pub(crate) name: String,
    pub(crate) status: u16,
    pub(crate) body: Body,
}

pub(crate) enum Body {
    Whole(String),
    /// The data of each event.
    Stream(Vec<String>),
}

/// All recordings of the Messages API; none, with a line printed, where there is no folder of them.
pub(crate) fn load() -> Vec<Recording> {
    let shared = env::var_os("SURPRISAL_RECORDINGS").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        PathBuf::from,
    );
    let mut all = Vec::new();
    for folder in ["recordings/anthropic", "llama-captures"] {
        for path in files(&shared.join(folder)) {
            let name = path.strip_prefix(&shared).unwrap().display().to_string();
            all.extend(read(&path).into_iter().map(|(status, body)| Recording {
                name: name.clone(),
                status,
                body,
            }));
        }
    }
    if !shared.join("recordings/anthropic").is_dir() {
        println!(
            "skipped: no recordings of Anthropic itself; set SURPRISAL_RECORDINGS to the folder that holds recordings/"
        );
    }
    all
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let files = paths.into_iter().flat_map(|path| match path.is_dir() {
        true => files(&path),
        false => vec![path],
    });
    files.collect()
}

fn read(path: &Path) -> Vec<(u16, Body)> {
    let name = path.file_name().unwrap().to_str().unwrap();
    let text = || fs::read_to_string(path).unwrap();
    match name {
        // The AI SDK's: an event a line, or a body. Some are made up by its authors.
        _ if name.ends_with(".chunks.txt") => {
            let text = text();
            let lines: Vec<_> = text
                .lines()
                .filter(|line| !line.trim().is_empty())
                .collect();
            let is_end = |line: &&str| line.contains(r#""type":"message_stop""#);
            // Several calls may be in one file.
            let streams = lines.split_inclusive(is_end);
            let streams = streams.map(|events| events.iter().map(|event| (*event).to_owned()));
            streams
                .map(|events| (200, Body::Stream(events.collect())))
                .collect()
        }
        _ if name.ends_with(".json") => {
            let text = text();
            let is_answer = serde_json::from_str::<Value>(&text)
                .unwrap()
                .get("content")
                .is_some();
            Vec::from_iter(is_answer.then_some((200, Body::Whole(text))))
        }
        _ if name.ends_with(".yaml") => {
            let text = text();
            let all = Yaml::load_from_str(&text).unwrap();
            all.iter().filter_map(cassette).collect()
        }
        "messages.response.http" => vec![(
            200,
            Body::Whole(text().split_once("\r\n\r\n").unwrap().1.to_owned()),
        )],
        // Its chunks begin with their lengths, which are no fields of events.
        "messages_stream.response.http" => {
            vec![(
                200,
                Body::Stream(events(text().split_once("\r\n\r\n").unwrap().1)),
            )]
        }
        _ => Vec::new(),
    }
}

/// rig's: the request and the answer of one call.
fn cassette(yaml: &Yaml<'_>) -> Option<(u16, Body)> {
    let (when, then) = (yaml.as_mapping_get("when")?, yaml.as_mapping_get("then")?);
    if when.as_mapping_get("path")?.as_str() != Some("/v1/messages") {
        return None;
    }
    let status = u16::try_from(then.as_mapping_get("status")?.as_integer()?).unwrap();
    let body = then.as_mapping_get("body")?.as_str()?;
    let body = match body.starts_with("event:") {
        true => Body::Stream(events(body)),
        false => Body::Whole(body.to_owned()),
    };
    Some((status, body))
}

fn events(text: &str) -> Vec<String> {
    let mut frames = FrameDecoder::new(Framing::Sse, DEFAULT_MAX_EVENT_SIZE);
    frames.push(text.as_bytes());
    let mut events = Vec::new();
    while let Some(frame) = frames.next_frame().unwrap() {
        events.push(frame.data.to_owned());
    }
    if let Some(frame) = frames.finish().unwrap() {
        events.push(frame.data.to_owned());
    }
    events
}
