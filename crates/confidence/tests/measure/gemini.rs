//! `gemini.avgLogprobs`: a provider's own aggregate is not the mean of the tokens that it lists, so it is never used.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use surprisal_confidence::Running;

use super::tokens;

/// pydantic/pydantic-ai, tests/models/cassettes/test_google (gemini-2.5-flash, with thoughts).
#[test]
fn gemini_avg_logprobs() {
    let cases = [
        (-11.512689590454102, -1.0489701e-05),
        (-1.0858495576041085, -0.009918316418908571),
        (-0.7161864553179059, -0.00797852771754286),
        (-6.569555282592773, -6.7947026e-06),
    ];
    for (aggregate, mean) in cases {
        let found = Running::of(&tokens(&[mean])).mean().unwrap();
        assert!((found - aggregate) > 0.5, "{found} and {aggregate}");
    }
}

/// The recordings, or `None`, with a line printed.
fn recordings() -> Option<PathBuf> {
    let shared = env::var_os("SURPRISAL_RECORDINGS").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        PathBuf::from,
    );
    let folder = shared.join("recordings/google/pydantic-ai");
    if folder.is_dir() {
        return Some(folder);
    }
    let line =
        "skipped: no recordings; set SURPRISAL_RECORDINGS to the folder that holds recordings/\n";
    io::stderr().write_all(line.as_bytes()).unwrap();
    None
}

#[test]
fn the_recorded_aggregates_are_not_the_means_of_their_tokens() {
    let Some(folder) = recordings() else { return };
    let mut answers = 0;
    for file in fs::read_dir(folder).unwrap() {
        let text = fs::read_to_string(file.unwrap().path()).unwrap();
        for answer in text.split("avgLogprobs: ").skip(1) {
            let aggregate: f64 = answer.lines().next().unwrap().trim().parse().unwrap();
            let chosen = answer.split("chosenCandidates:").nth(1).unwrap();
            let chosen = chosen.split("topCandidates:").next().unwrap();
            let values = chosen.split("logProbability: ").skip(1);
            let values = values.map(|value| value.lines().next().unwrap().trim().parse().unwrap());
            let values: Vec<f64> = values.collect();
            let mean = Running::of(&tokens(&values)).mean().unwrap();
            assert!(mean > -0.02 && aggregate < -0.5, "{mean} and {aggregate}");
            answers += 1;
        }
    }
    assert!(answers > 0);
}
