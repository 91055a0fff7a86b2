//! What the page on security says of the source, and that the tests which it names are there.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "clippy excepts test functions, not their helpers"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// TLS that is not rustls with ring, and what links the system's.
const OTHER_TLS: [&str; 8] = [
    "aws-lc-rs",
    "aws-lc-sys",
    "boring",
    "boring-sys",
    "mbedtls",
    "native-tls",
    "openssl",
    "openssl-sys",
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("..")
        .canonicalize()
        .unwrap()
}

/// The files of the repository whose names end so.
fn files(ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let is_kept = !name.starts_with('.') && name != "target";
            if path.is_dir() && is_kept {
                folders.push(path);
            } else if name.ends_with(ending) {
                found.push(path);
            }
        }
    }
    assert!(!found.is_empty(), "{ending}");
    found
}

/// The code of a line, without its comment.
fn code(line: &str) -> &str {
    line.split("//").next().unwrap_or_default()
}

fn words(code: &str) -> impl Iterator<Item = &str> {
    code.split(|c: char| !c.is_alphanumeric() && c != '_')
}

#[test]
fn no_file_has_code_that_the_compiler_cannot_check() {
    let word = concat!("un", "safe");
    for path in files(".rs") {
        let text = fs::read_to_string(&path).unwrap();
        for (number, line) in text.lines().enumerate() {
            let is_there = words(code(line)).any(|one| one == word);
            assert!(!is_there, "{}, line {}", path.display(), number + 1);
        }
    }
}

#[test]
fn every_crate_forbids_such_code() {
    for path in files("Cargo.toml") {
        let manifest = fs::read_to_string(&path).unwrap();
        if !manifest.contains("\n[package]") && !manifest.starts_with("[package]") {
            continue;
        }
        let inherits = manifest.contains("[lints]\nworkspace = true");
        let forbids = manifest.contains(concat!("un", "safe_code = \"forbid\""));
        assert!(inherits || forbids, "{}", path.display());
    }
    let workspace = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    assert!(workspace.contains(concat!("un", "safe_code = \"forbid\"")));
}

#[test]
fn nothing_of_ours_runs_while_it_is_built() {
    assert!(files(".rs").iter().all(|path| !path.ends_with("build.rs")));
    for path in files("Cargo.toml") {
        let manifest = fs::read_to_string(&path).unwrap();
        assert!(
            !manifest.contains("proc-macro = true"),
            "{}",
            path.display()
        );
    }
}

#[test]
fn tls_is_rustls_with_ring_and_cargo_deny_sees_to_it() {
    let lock = fs::read_to_string(root().join("Cargo.lock")).unwrap();
    let named = |name: &str| lock.contains(&format!("\nname = \"{name}\"\n"));
    assert!(named("rustls") && named("ring"));
    let deny = fs::read_to_string(root().join("deny.toml")).unwrap();
    for name in OTHER_TLS {
        assert!(!named(name), "{name} is in Cargo.lock");
        assert!(
            deny.contains(&format!("crate = \"{name}\"")),
            "{name} is not in deny.toml"
        );
    }
}

#[test]
fn every_test_that_the_page_names_is_there() {
    let page = fs::read_to_string(root().join("docs/security.md")).unwrap();
    // The names of tests are sentences, and nothing else on the page is.
    let named: BTreeSet<_> = page
        .split('`')
        .skip(1)
        .step_by(2)
        .filter(|name| name.matches('_').count() >= 3 && words(name).count() == 1)
        .filter(|name| {
            name.chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        })
        .collect();
    assert!(named.len() > 30, "{}", named.len());
    let sources: Vec<_> = files(".rs")
        .iter()
        .map(|path| fs::read_to_string(path).unwrap())
        .collect();
    for name in named {
        let is_there = sources.iter().any(|source| {
            source.contains(&format!("fn {name}(")) || source.contains(&format!("::{name} "))
        });
        assert!(is_there, "{name}");
    }
}
