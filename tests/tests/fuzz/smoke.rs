//! A fixed number of changes of each target's inputs, by a seed that is printed.

use std::path::Path;
use std::time::{Duration, Instant};
use std::{env, fs, panic};

use surprisal_fuzz_targets::{TARGETS, Target};

use crate::folder::{dictionary, folder, inputs};
use crate::mutate::Mutator;

/// How many changed inputs a target is run on.
const ROUNDS: usize = 3000;

/// What ends it earlier on a machine that is slow or busy.
const LONGEST: Duration = Duration::from_secs(4);

macro_rules! smoke {
    ($($name:ident)*) => {
        $(#[test]
        fn $name() {
            run(stringify!($name));
        })*

        const RUN: &[&str] = &[$(stringify!($name)),*];
    };
}

smoke! {
    anthropic
    cassette
    chat_completions
    cohere
    fields
    gemini
    gguf
    headers
    messages
    mistral
    ndjson
    ollama
    pages
    responses
    services
    sse
    stored
    tokenizer
}

#[test]
fn every_target_is_run_here_and_by_the_fuzzer_and_has_seeds() {
    let names: Vec<&str> = TARGETS.iter().map(|target| target.name).collect();
    assert_eq!(names, RUN);
    let manifest = fs::read_to_string(folder().join("Cargo.toml")).unwrap();
    for name in names {
        let path = format!("targets/{name}.rs");
        let program = fs::read_to_string(folder().join(&path)).unwrap();
        assert!(program.contains(&format!("surprisal_fuzz_targets::{name}(data)")));
        assert!(manifest.contains(&format!("path = \"{path}\"")), "{name}");
        assert!(!inputs("seeds", name).is_empty(), "{name}");
    }
}

fn run(name: &str) {
    let target = TARGETS.iter().find(|target| target.name == name).unwrap();
    let mut known = inputs("regressions", name);
    known.extend(inputs("seeds", name));
    for input in &known {
        check(target, input, 0);
    }
    let seed = env::var("SURPRISAL_FUZZ_SEED").map_or(0, |seed| seed.parse().unwrap());
    let mut mutator = Mutator::new(seed, dictionary());
    let began = Instant::now();
    let mut rounds = 0;
    while rounds < ROUNDS && began.elapsed() < LONGEST {
        rounds += 1;
        check(target, &mutator.next(&known), seed);
    }
    println!(
        "{name}: {} inputs, {rounds} changes by seed {seed}",
        known.len()
    );
    // A target that nothing reaches would pass.
    assert!(rounds > 0 && !known.is_empty());
}

/// Runs it, and keeps what breaks it.
fn check(target: &Target, input: &[u8], seed: u64) {
    let Err(cause) = panic::catch_unwind(|| (target.run)(input)) else {
        return;
    };
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("fuzz-{}", target.name));
    fs::write(&path, input).unwrap();
    println!(
        "{} is broken by {}, which is kept in {} (seed {seed})",
        target.name,
        input.escape_ascii(),
        path.display()
    );
    panic::resume_unwind(cause);
}
