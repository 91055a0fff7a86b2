//! The seeds, made of what is in this repository: `SURPRISAL_UPDATE_SEEDS=1 cargo test -p surprisal-tests --test fuzz`
//! writes them, and without the variable they are compared. Those whose names begin with `hand` are written by hand.

use std::collections::{BTreeMap, BTreeSet};
use std::{env, fs};

use bytes::Bytes;
use surprisal_core::{AiMessage, AiMessageChunk, ErrorKind};
use surprisal_testing::TinyModel;
use surprisal_testing::conformance::{Failure, Wire, chat_completions};

use crate::answers::answers;
use crate::folder::folder;
use crate::wire::Google;
use crate::{anthropic, cohere, mistral, ollama, responses};

/// The inputs of each target, by their names.
type Seeds = BTreeMap<(&'static str, String), Vec<u8>>;

/// Choices in front of an answer: the first model, what it is, options that ask for log probabilities, short pieces.
fn input(model: u8, what: u8, body: &[u8]) -> Vec<u8> {
    [&[b'0' + model, b'0' + what, b'1', b'5'], body].concat()
}

/// What stands for a status among the answers of the targets.
fn refusal(status: u16) -> u8 {
    let known = [400, 401, 404, 413, 422, 429, 500, 529];
    let at = known.iter().position(|known| *known == status);
    2 + u8::try_from(at.unwrap_or_default()).unwrap()
}

fn of_provider(
    seeds: &mut Seeds,
    target: &'static str,
    body: impl Fn(&AiMessageChunk) -> String,
    events: impl Fn(&[AiMessageChunk]) -> Vec<Bytes>,
    error: impl Fn(&Failure) -> Option<(u16, String)>,
) {
    for (name, pieces) in answers() {
        let whole: AiMessageChunk = pieces.iter().cloned().sum();
        let mut put = |kind: &str, what, body: &[u8]| {
            seeds.insert((target, format!("{name}-{kind}")), input(0, what, body));
        };
        put("whole", 0, body(&whole).as_bytes());
        put("stream", 1, &events(&pieces).concat());
    }
    for kind in [ErrorKind::Unsupported, ErrorKind::RateLimited] {
        let Some((status, body)) = error(&Failure::new(kind, "no")) else {
            continue;
        };
        let input = input(0, refusal(status), body.as_bytes());
        seeds.insert((target, format!("refusal-{status}")), input);
    }
}

fn of_wire(seeds: &mut Seeds, target: &'static str, wire: &impl Wire) {
    let events = |pieces: &[AiMessageChunk]| wire.events(pieces, true);
    of_provider(
        seeds,
        target,
        |whole| wire.body(whole),
        events,
        |failure| wire.error(failure),
    );
}

fn seeds() -> Seeds {
    let mut seeds = Seeds::new();
    of_wire(&mut seeds, "anthropic", &anthropic::Anthropic);
    of_wire(&mut seeds, "cohere", &cohere::Cohere);
    of_wire(&mut seeds, "gemini", &Google::GeminiApi);
    of_wire(&mut seeds, "mistral", &mistral::Mistral);
    of_wire(&mut seeds, "ollama", &ollama::Ollama);
    let chat = |pieces: &[AiMessageChunk]| chat_completions::events(pieces, true);
    let error = chat_completions::error;
    of_provider(
        &mut seeds,
        "chat_completions",
        chat_completions::body,
        chat,
        error,
    );
    let events = |pieces: &[AiMessageChunk]| responses::events(pieces, true);
    of_provider(&mut seeds, "responses", responses::body, events, error);

    for (name, pieces) in answers() {
        let stream = chat(&pieces).concat();
        seeds.insert(("sse", name.to_owned()), [b"50", &stream[..]].concat());
        let wire = ollama::Ollama;
        let lines = wire.events(&pieces, true).concat();
        seeds.insert(("ndjson", name.to_owned()), [b"50", &lines[..]].concat());
        let chunks = serde_json::to_string(&pieces).unwrap();
        seeds.insert(
            ("messages", format!("{name}-chunks")),
            format!("2{chunks}").into(),
        );
        seeds.insert(
            ("stored", format!("{name}-cached")),
            format!("0{chunks}").into(),
        );
        let answer = AiMessage::from(pieces.into_iter().sum::<AiMessageChunk>());
        let answer = serde_json::to_string(&answer).unwrap();
        seeds.insert(
            ("messages", format!("{name}-answer")),
            format!("1{answer}").into(),
        );
        seeds.insert(
            ("messages", format!("{name}-said")),
            format!("0{answer}").into(),
        );
    }
    for family in ["llama", "qwen2", "qwen3"] {
        let head = head_of(&TinyModel::new(1).architecture(family).to_bytes());
        seeds.insert(("gguf", family.to_owned()), head);
    }
    seeds
}

/// The file up to where its numbers begin; the target has others.
fn head_of(file: &[u8]) -> Vec<u8> {
    let last = b"output_norm.weight";
    let at = file.windows(last.len()).rposition(|window| window == last);
    // A number of dimensions, one of them, a type and a place.
    let end = at.unwrap() + last.len() + 4 + 8 + 4 + 8;
    file[..end].to_vec()
}

#[test]
fn seeds_are_those_of_the_fixtures() {
    let seeds = seeds();
    let is_written = env::var_os("SURPRISAL_UPDATE_SEEDS").is_some();
    for ((target, name), expected) in &seeds {
        let path = folder().join("seeds").join(target).join(name);
        if is_written {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, expected).unwrap();
        }
        let found = fs::read(&path).unwrap_or_default();
        assert!(found == *expected, "{} is another", path.display());
    }
    let targets: BTreeSet<_> = seeds.keys().map(|(target, _)| *target).collect();
    for target in targets {
        for entry in fs::read_dir(folder().join("seeds").join(target)).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            let is_known = seeds.contains_key(&(target, name.clone()));
            assert!(
                is_known || name.starts_with("hand"),
                "{target}/{name} is of nothing"
            );
        }
    }
}
