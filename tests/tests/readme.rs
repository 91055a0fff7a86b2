//! What the README shows is what runs.

use std::path::Path;
use std::{fs, io};

fn read(path: &str) -> io::Result<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    fs::read_to_string(root.join(path))
}

#[test]
fn the_first_example_is_the_program_01_logprobs() {
    let readme = read("README.md").unwrap();
    let (_, rest) = readme.split_once("```rust\n").expect("a block of Rust");
    let (shown, _) = rest.split_once("```").expect("its end");
    let program = read("examples/01-logprobs.rs").unwrap();
    let program: String = program
        .split_inclusive('\n')
        .filter(|line| !line.starts_with("//!") && !line.contains("surprisal_examples"))
        .collect();
    assert_eq!(shown, program.trim_start());
}

#[test]
fn the_application_is_that_of_02_unit_test() {
    let readme = read("README.md").unwrap();
    let (_, rest) = readme
        .split_once("async fn answer")
        .expect("the application");
    let (shown, _) = rest.split_once("```").expect("its end");
    assert!(read("examples/02-unit-test.rs").unwrap().contains(shown));
}

#[test]
fn both_commands_are_those_of_ci() {
    let readme = read("README.md").unwrap();
    let ci = read(".ci/run").unwrap();
    assert!(readme.contains("cargo test --workspace "));
    assert!(ci.contains(" cargo test --workspace 2>&1 |\n"));
    assert!(readme.contains("cargo run -p surprisal-examples --example 01-logprobs "));
    assert!(ci.contains("cargo run -q -p surprisal-examples --example "));
}

#[test]
fn the_table_of_other_crates_is_that_of_the_book() {
    let rows = |path| -> Vec<String> {
        let page = read(path).unwrap();
        let table = page
            .lines()
            .skip_while(|line| !line.starts_with("| | surprisal |"));
        let rows = table.take_while(|line| line.starts_with('|'));
        rows.map(|row| row.replace("[146 cases](testing.md)", "146 cases"))
            .collect()
    };
    assert_eq!(rows("README.md"), rows("docs/peers.md"));
    assert!(rows("README.md").len() > 5);
}

#[test]
fn the_crates_of_the_table_are_counted() {
    let args = "tree -p surprisal -e normal --target x86_64-unknown-linux-gnu --prefix none --offline --quiet";
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let tree = std::process::Command::new(cargo)
        .args(args.split(' '))
        .current_dir(root)
        .output()
        .unwrap();
    assert!(tree.status.success());
    let tree = String::from_utf8(tree.stdout).unwrap();
    let crates: std::collections::BTreeSet<_> = tree
        .lines()
        .map(|line| line.trim_end_matches(" (*)"))
        .collect();
    let row = format!("| crates, with OpenAI alone | {} |", crates.len());
    assert!(read("README.md").unwrap().contains(&row), "{row}");
}
