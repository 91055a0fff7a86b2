//! Recording what is not there.

use std::process::Command;

use surprisal_core::{Error, Result};
use surprisal_testing::replay::{Matching, Tape};

use crate::support::{self, Service, answer, post, read};

const RECORD: &str = "SURPRISAL_RECORD";

/// Runs this test again in a process of its own, where the variable has this value or none; true in that
/// process, for `is`.
fn runs_in(test: &str, value: Option<&str>) -> bool {
    const INSIDE: &str = "SURPRISAL_TEST_INSIDE";
    if std::env::var_os(INSIDE).is_some() {
        return true;
    }
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args(["--exact", test])
        .env(INSIDE, "1")
        .env_remove(RECORD);
    if let Some(value) = value {
        command.env(RECORD, value);
    }
    assert!(command.output().unwrap().status.success());
    false
}

fn service(text: &'static str) -> impl FnOnce() -> Result<Service> {
    move || Ok(Service::new([answer([text])]))
}

fn none() -> Result<Service> {
    Err(Error::invalid_input("no transport is needed"))
}

async fn first_chunk(tape: &Tape) -> String {
    let seen = read(tape, post("/a", "")).await.unwrap();
    String::from_utf8(seen.2.concat()).unwrap()
}

#[tokio::test]
async fn a_file_that_is_there_is_replayed_and_another_is_made() {
    let this = "tape::a_file_that_is_there_is_replayed_and_another_is_made";
    for value in [None, Some("")] {
        if !runs_in(this, value) {
            continue;
        }
        let file = support::Tape::new();
        assert!(Tape::open(&file.path, none).is_err());
        assert!(!file.path.exists());
        let tape = Tape::open(&file.path, service("recorded")).unwrap();
        assert!(tape.unused().is_empty());
        assert_eq!(first_chunk(&tape).await, "recorded");

        let tape = Tape::open(&file.path, none)
            .unwrap()
            .matching(Matching::loose());
        assert_eq!(tape.unused(), ["call 1, POST /a"]);
        assert_eq!(first_chunk(&tape).await, "recorded");
        assert!(tape.unused().is_empty());
        return;
    }
}

#[tokio::test]
async fn a_variable_has_it_recorded_anew() {
    if !runs_in("tape::a_variable_has_it_recorded_anew", Some("1")) {
        return;
    }
    let file = support::Tape::new();
    for text in ["old", "new"] {
        let tape = Tape::open(&file.path, service(text)).unwrap();
        assert_eq!(first_chunk(&tape).await, text);
    }
    assert!(!file.text().contains("old"));
}
