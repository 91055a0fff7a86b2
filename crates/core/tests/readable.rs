//! What the compiler says to those who put together what does not fit.
//!
//! Each program in `readable/` does not compile. Its first lines tell what must be among what the compiler says of it;
//! all else is the compiler's own, and may change with its releases.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "clippy excepts test functions, not their helpers"
)]

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::{env, fs};

use serde_json::Value;

/// What begins a line that tells what must be said.
const SAYS: &str = "//~ ";

/// The programs by name.
fn programs() -> BTreeMap<String, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/readable");
    let files = fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().path());
    files
        .map(|file| {
            let name = file.file_stem().unwrap().to_string_lossy().into_owned();
            (name, fs::read_to_string(file).unwrap())
        })
        .collect()
}

/// Writes the programs down as a package of their own, with the versions that this one is built with.
fn write_package(folder: &Path, programs: &BTreeMap<String, String>) {
    let core = Path::new(env!("CARGO_MANIFEST_DIR"));
    let manifest = format!(
        "[package]\nname = \"readable\"\nedition = \"2024\"\n[workspace]\n[dependencies]\nsurprisal-core.path = {core:?}\n"
    );
    let _ = fs::remove_dir_all(folder.join("src"));
    fs::create_dir_all(folder.join("src/bin")).unwrap();
    fs::write(folder.join("Cargo.toml"), manifest).unwrap();
    fs::copy(core.join("../../Cargo.lock"), folder.join("Cargo.lock")).unwrap();
    for (name, program) in programs {
        fs::write(folder.join(format!("src/bin/{name}.rs")), program).unwrap();
    }
}

/// What the compiler says of each program.
fn said(folder: &Path) -> BTreeMap<String, String> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args([
            "check",
            "--offline",
            "--quiet",
            "--keep-going",
            "--message-format=json",
        ])
        .env("CARGO_TARGET_DIR", folder.join("target"))
        .current_dir(folder)
        .output()
        .unwrap();
    let lines = String::from_utf8(output.stdout).unwrap();
    let mut said = BTreeMap::<String, String>::new();
    for line in lines.lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        if let (Some(name), Some(text)) = (
            line["target"]["name"].as_str(),
            line["message"]["rendered"].as_str(),
        ) {
            said.entry(name.to_owned()).or_default().push_str(text);
        }
    }
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(!said.is_empty(), "cargo says: {error}");
    said
}

#[test]
fn what_does_not_fit_is_said_so_that_it_can_be_mended() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("readable");
    let programs = programs();
    write_package(&folder, &programs);
    let said = said(&folder);
    for (name, program) in programs {
        let wanted: Vec<&str> = program
            .lines()
            .filter_map(|line| line.strip_prefix(SAYS))
            .collect();
        assert!(!wanted.is_empty(), "{name} does not tell what must be said");
        let said = said.get(&name).map(String::as_str).unwrap_or_default();
        for wanted in wanted {
            assert!(
                said.contains(wanted),
                "of {name} it is not said that {wanted:?}, but:\n{said}"
            );
        }
    }
}
