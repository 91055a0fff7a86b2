//! That each crate could be published as it is: what a registry shows of it, and what is in its package.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "clippy excepts test functions, not their helpers"
)]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use serde_json::Value;

/// What a package has beside its sources and what cargo adds.
const PAGES: [&str; 4] = ["CHANGELOG.md", "LICENSE-APACHE", "LICENSE-MIT", "README.md"];

fn cargo(args: &[&str]) -> String {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let output = Command::new(cargo).args(args).current_dir(root).output();
    let output = output.unwrap();
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "cargo {args:?}: {error}");
    String::from_utf8(output.stdout).unwrap()
}

/// The members that are published.
fn published() -> Vec<Value> {
    let metadata = cargo(&["metadata", "--format-version", "1", "--no-deps"]);
    let metadata: Value = serde_json::from_str(&metadata).unwrap();
    let members = metadata["packages"].as_array().unwrap().clone();
    let published = members
        .into_iter()
        .filter(|member| member["publish"].is_null());
    let published: Vec<_> = published.collect();
    assert!(!published.is_empty());
    published
}

fn name(package: &Value) -> &str {
    package["name"].as_str().unwrap()
}

fn folder(package: &Value) -> PathBuf {
    let manifest = Path::new(package["manifest_path"].as_str().unwrap());
    manifest.parent().unwrap().to_owned()
}

#[test]
fn a_registry_can_show_each_crate() {
    for package in published() {
        let name = name(&package);
        for field in [
            "description",
            "license",
            "readme",
            "repository",
            "rust_version",
        ] {
            assert!(package[field].is_string(), "{name} has no {field}");
        }
        for field in ["categories", "keywords"] {
            let count = package[field].as_array().unwrap().len();
            assert!((1..=5).contains(&count), "{name} has {count} {field}");
        }
        let docs = &package["metadata"]["docs"]["rs"];
        assert_eq!(
            docs["all-features"], true,
            "{name}: all features in docs.rs"
        );
        assert_eq!(
            docs["rustdoc-args"][1], "docsrs",
            "{name}: features are shown in docs.rs"
        );
        let library = fs::read_to_string(folder(&package).join("src/lib.rs"));
        if let Ok(library) = library {
            let shown = library.contains("#![cfg_attr(docsrs, feature(doc_cfg))]");
            assert!(shown, "{name}: features are not shown");
        }
    }
}

#[test]
fn a_package_is_the_sources_and_four_pages() {
    for package in published() {
        let name = name(&package);
        let list = cargo(&[
            "package",
            "--list",
            "--allow-dirty",
            "--offline",
            "-p",
            name,
        ]);
        for page in PAGES {
            assert!(
                list.lines().any(|file| file == page),
                "{name} is without {page}"
            );
        }
        let of_cargo = [
            ".cargo_vcs_info.json",
            "Cargo.lock",
            "Cargo.toml",
            "Cargo.toml.orig",
        ];
        let other = list.lines().find(|file| {
            !file.starts_with("src/") && !PAGES.contains(file) && !of_cargo.contains(file)
        });
        assert_eq!(other, None, "in the package of {name}");
    }
}

#[test]
fn crates_are_released_together() {
    for package in published() {
        assert_eq!(
            package["version"],
            env!("CARGO_PKG_VERSION"),
            "{}",
            name(&package)
        );
        // One of ours without a version could not be had from a registry.
        for dependency in package["dependencies"].as_array().unwrap() {
            if dependency["path"].is_string() {
                let wanted = concat!("^", env!("CARGO_PKG_VERSION"));
                assert_eq!(
                    dependency["req"],
                    wanted,
                    "{} in {}",
                    dependency["name"],
                    name(&package)
                );
            }
        }
    }
}

#[test]
fn the_changelog_names_each_crate() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let all = fs::read_to_string(root.join("CHANGELOG.md")).unwrap();
    for package in published() {
        let name = name(&package);
        let folder = folder(&package);
        let folder = folder.file_name().unwrap().to_str().unwrap();
        let line = format!("- [{name}](crates/{folder}/CHANGELOG.md)");
        assert!(all.contains(&line), "CHANGELOG.md is without {line}");
        let own =
            fs::read_to_string(root.join("crates").join(folder).join("CHANGELOG.md")).unwrap();
        assert!(
            own.starts_with(&format!("# Changelog of {name}\n")),
            "{name}"
        );
        let newest = own
            .lines()
            .find_map(|line| line.strip_prefix("## "))
            .unwrap();
        let released = newest.starts_with(env!("CARGO_PKG_VERSION"));
        assert!(
            newest == "Unreleased" || released,
            "the newest entry of {name} is {newest}"
        );
    }
}
