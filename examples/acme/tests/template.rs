//! That what `examples/template` begins compiles without a warning, its tests too.

#![allow(
    clippy::unwrap_used,
    reason = "clippy excepts test functions, not their helpers"
)]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

const FILLED: &[(&str, &str)] = &[
    ("{{project-name}}", "surprisal-next"),
    ("{{crate_name}}", "surprisal_next"),
    ("{{provider}}", "next"),
    ("{{type_name}}", "Next"),
    ("{{env_prefix}}", "NEXT"),
    ("{{base_url}}", "https://api.next.example/v1"),
];

#[test]
fn the_next_provider_begins_without_a_warning() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("next");
    let _ = fs::remove_dir_all(folder.join("src"));
    let _ = fs::remove_dir_all(folder.join("tests"));
    fill(&root.join("examples/template"), &folder);
    // By path, where users have the registry.
    let mut manifest = fs::read_to_string(folder.join("Cargo.toml")).unwrap();
    manifest.push_str("\n[workspace]\n\n[patch.crates-io]\n");
    for name in ["core", "http", "testing"] {
        let path = root.join("crates").join(name);
        manifest.push_str(&format!("surprisal-{name}.path = {path:?}\n"));
    }
    fs::write(folder.join("Cargo.toml"), manifest).unwrap();
    fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();

    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args([
            "check",
            "--offline",
            "--all-targets",
            "--no-default-features",
        ])
        .env("CARGO_TARGET_DIR", folder.join("target"))
        .current_dir(&folder)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success() && !said.contains("warning:"),
        "{said}"
    );
}

/// Writes the files of a folder down with the placeholders filled.
fn fill(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path: PathBuf = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            fill(&path, &target);
            continue;
        }
        let template = fs::read_to_string(&path).unwrap();
        // Which braces belong together would be a guess.
        assert!(
            !template.contains("{{{"),
            "{}: three braces",
            path.display()
        );
        let text = FILLED
            .iter()
            .fold(template, |text, (name, value)| text.replace(name, value));
        assert!(
            !text.contains("{{"),
            "{}: a placeholder is not filled",
            path.display()
        );
        fs::write(target, text).unwrap();
    }
}
