//! The model in this process.

use std::fs;

use serde_json::Value;

use crate::support::{run, surprisal};

#[test]
fn a_model_file_that_is_not_there_is_not_found() {
    for command in [&["ask", "hi"][..], &["score", "--continuation", "hi"]] {
        let ran = run(surprisal(
            &[command, &["--model", "/no/such/model.gguf"]].concat(),
        ));
        assert_eq!((ran.code, ran.out.as_str()), (Some(4), ""), "{}", ran.err);
        assert!(ran.err.contains("/no/such/model.gguf"), "{}", ran.err);
    }
}

#[test]
fn a_name_that_is_not_known_lists_those_that_are() {
    let ran = run(surprisal(&["ask", "hi", "--model", "local:gpt-5"]));
    assert_eq!(ran.code, Some(4), "{}", ran.err);
    assert!(ran.err.contains("smollm2-135m"), "{}", ran.err);
}

#[test]
fn a_file_that_is_no_model_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model.gguf");
    fs::write(&path, "not a model").unwrap();
    let ran = run(surprisal(&["ask", "hi", "--model", path.to_str().unwrap()]));
    assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{}", ran.err);
    assert!(ran.err.contains("GGUF"), "{}", ran.err);
}

#[test]
fn the_environment_names_the_model_too() {
    let mut command = surprisal(&["ask", "hi"]);
    command.env("SURPRISAL_MODEL", "/no/such/model.gguf");
    let ran = run(command);
    assert_eq!(ran.code, Some(4), "{}", ran.err);
    assert!(ran.err.contains("/no/such/model.gguf"), "{}", ran.err);
}

#[test]
fn doctor_says_what_is_to_be_done_about_a_model_that_cannot_be_had() {
    let folder = tempfile::tempdir().unwrap();
    let doctor = || {
        let mut command = surprisal(&["doctor"]);
        // No hub takes connections there, and no Python is found.
        command
            .env("HF_ENDPOINT", "http://127.0.0.1:9")
            .env("PATH", "");
        command.env("SURPRISAL_CACHE", folder.path());
        command
    };
    let ran = run(doctor());
    assert_eq!(ran.code, Some(1), "{}", ran.out);
    assert!(ran.out.contains("MISSING  model"), "{}", ran.out);
    assert!(ran.out.contains("SURPRISAL_MODEL"), "{}", ran.out);

    let path = folder.path().join("own.gguf");
    fs::write(&path, "GGUF").unwrap();
    let mut command = doctor();
    command.env("SURPRISAL_MODEL", &path);
    let ran = run(command);
    assert_eq!(ran.code, Some(0), "{}", ran.out);
    assert!(ran.out.contains("own.gguf (given)"), "{}", ran.out);
}

/// Only where the default model has been fetched before: a test downloads nothing.
#[test]
fn the_default_model_answers_and_scores() {
    let models = run(surprisal(&["models", "--json"]));
    let models: Value = serde_json::from_str(&models.out).unwrap();
    let Some(path) = models["local"][0]["path"].as_str() else {
        println!("skipped: the default model is not in the cache");
        return;
    };
    let args = [
        "ask",
        "hi",
        "--max-tokens",
        "3",
        "--temperature",
        "0",
        "--logprobs=2",
        "--json",
    ];
    let ran = run(surprisal(&args));
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(
        ran.err.contains("asks local:smollm2-135m") && ran.err.contains(path),
        "{}",
        ran.err
    );
    let answer: Value = serde_json::from_str(&ran.out).unwrap();
    let tokens = answer["response_metadata"]["logprobs"]["content"]
        .as_array()
        .unwrap();
    assert_eq!(tokens.len(), 3);
    assert_eq!(tokens[0]["top_logprobs"].as_array().unwrap().len(), 2);

    let france = [
        "score",
        "--json",
        "--prompt",
        "The capital of France is",
        "--continuation",
    ];
    let bits = |text: &str| {
        let ran = run(surprisal(&[&france[..], &[text]].concat()));
        let score: Value = serde_json::from_str(&ran.out).unwrap();
        assert_eq!(score["tokens"], score["scored_tokens"], "{score}");
        score["bits_per_byte"].as_f64().unwrap()
    };
    assert!(bits(" Paris") < bits(" Minsk"));
}
