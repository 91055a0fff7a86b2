//! That the workspace is built as its design says: who depends on whom, and what may be in a file.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "clippy excepts test functions, not their helpers"
)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use serde_json::{Value, json};

const FACADE: &str = "surprisal";
const TESTING: &str = "surprisal-testing";
const MAX_LINES: usize = 500;

/// Whom a member may depend on; `None` is anybody. What is not named is a provider.
fn may_use(member: &str) -> Option<&'static [&'static str]> {
    const CORE: &str = "surprisal-core";
    const HTTP: &str = "surprisal-http";
    const COMPAT: &str = "surprisal-openai-compat";
    match member {
        "surprisal-core" => Some(&[]),
        "surprisal-confidence"
        | "surprisal-http"
        | "surprisal-local"
        | "surprisal-prompt"
        | "surprisal-schema"
        | "surprisal-sqlite"
        | "surprisal-telemetry" => Some(&[CORE]),
        // Acme is what anybody could write: it has no privileges.
        "surprisal-acme" | "surprisal-openai-compat" | "surprisal-testing" => Some(&[CORE, HTTP]),
        "surprisal"
        | "surprisal-cli"
        | "surprisal-examples"
        | "surprisal-fuzz-targets"
        | "surprisal-tests" => None,
        _provider => Some(&[CORE, HTTP, COMPAT]),
    }
}

/// Whether a member is at the end of the chain: nobody depends on it but the tests across crates, and it on whomever it
/// may use.
fn is_application(member: &str) -> bool {
    [
        "surprisal-acme",
        "surprisal-cli",
        "surprisal-examples",
        "surprisal-fuzz-targets",
        "surprisal-tests",
    ]
    .contains(&member)
}

fn cargo(args: &[&str]) -> String {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo).args(args).current_dir(root()).output();
    let output = output.unwrap();
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "cargo {args:?}: {error}");
    String::from_utf8(output.stdout).unwrap()
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("..")
        .canonicalize()
        .unwrap()
}

fn packages(args: &[&str]) -> Vec<Value> {
    let args = [&["metadata", "--format-version", "1"], args].concat();
    let metadata: Value = serde_json::from_str(&cargo(&args)).unwrap();
    metadata["packages"].as_array().unwrap().clone()
}

fn name(package: &Value) -> &str {
    package["name"].as_str().unwrap()
}

/// A dependency of one member on another.
struct Edge {
    from: String,
    to: String,
    dev: bool,
    optional: bool,
}

fn edges() -> Vec<Edge> {
    let members = packages(&["--no-deps"]);
    let names: BTreeSet<_> = members.iter().map(name).collect();
    let edges = members.iter().flat_map(|member| {
        let dependencies = member["dependencies"].as_array().unwrap().iter();
        let ours = dependencies.filter(|dependency| names.contains(name(dependency)));
        ours.map(|dependency| Edge {
            from: name(member).to_owned(),
            to: name(dependency).to_owned(),
            dev: dependency["kind"] == "dev",
            optional: dependency["optional"] == true,
        })
    });
    edges.collect()
}

#[test]
fn members_depend_only_on_those_below_them() {
    let edges = edges();
    assert!(!edges.is_empty());
    for Edge { from, to, dev, .. } in edges {
        let Some(allowed) = may_use(&from) else {
            continue;
        };
        let for_tests = dev && to == TESTING && !allowed.is_empty();
        assert!(
            allowed.contains(&to.as_str()) || for_tests,
            "{from} may depend on {allowed:?}, and not on {to}"
        );
    }
}

#[test]
fn only_applications_depend_on_the_facade() {
    for Edge { from, to, .. } in edges() {
        assert!(
            to != FACADE || is_application(&from),
            "{from} depends on {FACADE}"
        );
        assert!(
            !is_application(&to) || from == "surprisal-tests",
            "{from} depends on the application {to}"
        );
    }
}

#[test]
fn the_test_kit_is_only_for_tests() {
    for Edge { from, to, dev, .. } in edges() {
        let allowed = dev || is_application(&from);
        assert!(
            to != TESTING || allowed,
            "{from} depends on {TESTING} outside of tests"
        );
    }
}

#[test]
fn every_provider_is_optional_in_the_facade() {
    for edge in edges()
        .into_iter()
        .filter(|edge| edge.from == FACADE && !edge.dev)
    {
        let shared = ["surprisal-core", "surprisal-http"].contains(&edge.to.as_str());
        assert!(
            shared || edge.optional,
            "{} is not optional in {FACADE}",
            edge.to
        );
    }
}

#[test]
fn core_has_no_network_and_no_mocks_and_starts_no_runtime() {
    let tree = cargo(&[
        "tree",
        "-p",
        "surprisal-core",
        "-e",
        "normal",
        "--prefix",
        "none",
    ]);
    let names: BTreeSet<_> = tree
        .lines()
        .filter_map(|line| line.split(' ').next())
        .collect();
    assert!(names.contains("surprisal-core"), "{tree}");
    for forbidden in [
        "async-std",
        "http",
        "hyper",
        "mio",
        "mockall",
        "reqwest",
        "rustls",
        "smol",
        "socket2",
    ] {
        assert!(
            !names.contains(forbidden),
            "surprisal-core depends on {forbidden}"
        );
    }
    // Its timers and locks; whoever uses it has a runtime.
    let members = packages(&["--no-deps"]);
    let core = members
        .iter()
        .find(|member| name(member) == "surprisal-core");
    let dependencies = core.unwrap()["dependencies"].as_array().unwrap();
    let is_used = |dependency: &&Value| name(dependency) == "tokio" && dependency["kind"].is_null();
    let tokio = dependencies.iter().find(is_used).unwrap();
    assert_eq!(tokio["uses_default_features"], false);
    assert_eq!(tokio["features"], json!(["sync", "time"]));
}

#[test]
fn versions_are_written_once() {
    for member in packages(&["--no-deps"]) {
        let path = member["manifest_path"].as_str().unwrap();
        let manifest = fs::read_to_string(path).unwrap();
        let mut in_dependencies = false;
        for line in manifest.lines().map(str::trim) {
            if line.starts_with('[') {
                in_dependencies = line.ends_with("dependencies]");
            } else if in_dependencies && !line.is_empty() && !line.starts_with('#') {
                let inherited = line.contains("workspace = true");
                assert!(
                    inherited,
                    "{}: `{line}` has no `workspace = true`",
                    name(&member)
                );
            }
        }
    }
}

#[test]
fn dependencies_build_with_our_oldest_compiler() {
    let host = cargo(&["-vV"]);
    let host = host
        .lines()
        .find_map(|line| line.strip_prefix("host: "))
        .unwrap();
    let packages = packages(&["--filter-platform", host]);
    let version = |package: &Value| {
        let text = package["rust_version"].as_str()?;
        let numbers = text.split('.').map(|number| number.parse().unwrap());
        Some(numbers.collect::<Vec<u32>>())
    };
    let core = packages
        .iter()
        .find(|package| name(package) == "surprisal-core");
    let ours = version(core.unwrap()).unwrap();
    for package in &packages {
        // `1.88` and `1.88.0` are the same.
        let theirs = version(package).unwrap_or_default();
        let newer = theirs
            .iter()
            .zip(ours.iter().chain(&[0]))
            .find(|(one, other)| one != other);
        let newer = newer.is_some_and(|(one, other)| one > other);
        assert!(
            !newer,
            "{} needs Rust {theirs:?}, and ours is {ours:?}",
            name(package)
        );
    }
}

#[test]
fn no_file_is_long() {
    let mut files = 0;
    for folder in ["crates", "examples", "tests"] {
        for path in rust_files(&root().join(folder)) {
            let lines = fs::read_to_string(&path).unwrap().lines().count();
            assert!(lines <= MAX_LINES, "{} has {lines} lines", path.display());
            files += 1;
        }
    }
    assert!(files > 0);
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let files = entries.flat_map(|path| {
        if path.is_dir() {
            rust_files(&path)
        } else {
            vec![path]
        }
    });
    files
        .filter(|path| path.extension().is_some_and(|ending| ending == "rs"))
        .collect()
}
