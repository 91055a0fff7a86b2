use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use super::recording::RESPONSES;
use super::{Recording, body, capture, dump, ogx, rig, vcr};
use crate::skip::skipped;

/// A file that cannot be read as what it should be.
pub type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

/// The folder that holds `recordings/` and `llama-captures/`; `None`, with a line printed, where
/// there is none.
pub fn folder() -> Option<PathBuf> {
    let folder = match env::var_os("SURPRISAL_RECORDINGS") {
        Some(path) => PathBuf::from(path),
        None => Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared"),
    };
    if folder.join("recordings").is_dir() {
        return Some(folder);
    }
    skipped("no recordings; set SURPRISAL_RECORDINGS to the folder that holds recordings/");
    None
}

/// Every recording in a format that can be of Chat Completions or the Responses API, by name; `None`, with a line
/// printed, where there is no folder of recordings.
///
/// # Errors
///
/// A file that is there and is not in its format; the message names it.
pub fn load() -> Result<Option<Vec<Recording>>> {
    let Some(shared) = folder() else {
        return Ok(None);
    };
    let mut all = Vec::new();
    for folder in [shared.join("recordings"), shared.join("llama-captures")] {
        for path in files(&folder)? {
            let name = name(&path, &shared);
            let read = read(&path, &name).map_err(|error| format!("{name}: {error}"))?;
            all.extend(read);
        }
    }
    Ok(Some(all))
}

/// The recordings in a file, none in one of a format that is of neither.
fn read(path: &Path, name: &str) -> Result<Vec<Recording>> {
    let text = || fs::read_to_string(path);
    let parts: Vec<&str> = name.split('/').collect();
    let (provider, source) = match parts.as_slice() {
        ["llama-captures", ..] => ("llamacpp", "capture"),
        ["recordings", "docs-samples", ..] => ("openai", "docs-samples"),
        ["recordings", provider, source, ..] => (*provider, *source),
        _ => return Ok(Vec::new()),
    };
    let mut read = match (provider, source) {
        (_, "capture") => match name.strip_suffix(".request") {
            Some(_) => vec![capture::read(path)?],
            None => Vec::new(),
        },
        (_, "rig") => rig::read(&text()?)?,
        (_, "ogx" | "ogx-errors") => vec![ogx::read(&text()?)?],
        (_, "openai-python") => vec![body::events(fs::read(path)?)],
        (_, "vercel-ai") if parts.contains(&"chat") => vec![dump::lines_or_body(&text()?)?],
        ("lmstudio", "vercel-ai") => vec![of_responses(dump::lines_or_body(&text()?)?)],
        (_, "vercel-ai") if parts.contains(&"responses") => {
            vec![of_responses(dump::lines_or_body(&text()?)?)]
        }
        ("openai", "pydantic-ai") => vcr::read(&text()?)?.into_iter().map(of_responses).collect(),
        ("tgi", _) => dump::values(&text()?)?.into_iter().collect(),
        (_, "docs-samples" | "structured-logprobs") => body::chat(fs::read(path)?)?,
        _ => Vec::new(),
    };
    let several = read.len() > 1;
    for (i, recording) in read.iter_mut().enumerate() {
        name.trim_end_matches(".request")
            .trim_start_matches("recordings/")
            .clone_into(&mut recording.name);
        if several {
            recording.name.push_str(&format!("#{}", i + 1));
        }
        provider.clone_into(&mut recording.provider);
    }
    Ok(read)
}

fn of_responses(mut recording: Recording) -> Recording {
    RESPONSES.clone_into(&mut recording.endpoint);
    recording
}

/// The path below `root` without the last ending, with `/` between its parts.
fn name(path: &Path, root: &Path) -> String {
    let path = path.with_extension("");
    let path = path.strip_prefix(root).unwrap_or(&path);
    let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
    parts.join("/")
}

/// All files below a folder, sorted; none where there is no such folder.
fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    if folder.is_dir() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                found.extend(files(&path)?);
            } else {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}
