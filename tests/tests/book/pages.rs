use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::page::{Page, follow, pages, root};

fn docs() -> PathBuf {
    root().join("docs")
}

/// The pages that a page links to, in their order.
fn linked(page: &Path) -> Vec<PathBuf> {
    let targets = Page::read(page).targets;
    let files = targets.iter().filter_map(|target| follow(page, target));
    files.map(|(file, _)| file).collect()
}

/// Those of the book, without the list of them.
fn book() -> BTreeSet<PathBuf> {
    let mut pages: BTreeSet<_> = pages(&docs()).into_iter().collect();
    assert!(pages.remove(&docs().join("SUMMARY.md")));
    assert!(pages.len() > 50, "only {} pages were found", pages.len());
    pages
}

#[test]
fn every_page_is_once_in_the_summary() {
    let mut listed = linked(&docs().join("SUMMARY.md"));
    let count = listed.len();
    let pages = book();
    let missing: Vec<_> = pages.iter().filter(|it| !listed.contains(it)).collect();
    assert!(missing.is_empty(), "docs/SUMMARY.md has no {missing:?}");
    listed.sort();
    listed.dedup();
    assert_eq!(listed.len(), count, "docs/SUMMARY.md has a page twice");
    assert_eq!(listed.len(), pages.len());
}

/// Who browses the repository finds a page of `docs` by its index, and one of a folder within by that folder's.
#[test]
fn every_page_is_in_the_index_of_its_folder() {
    let mut missing = Vec::new();
    for page in book() {
        let is_index = page.ends_with("README.md");
        let folder = page.parent().unwrap();
        let index = match is_index {
            true if folder == docs() => continue,
            true => docs().join("README.md"),
            false => folder.join("README.md"),
        };
        if !linked(&index).contains(&page) {
            missing.push(format!("{} has no {}", index.display(), page.display()));
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

#[test]
fn every_page_with_rust_is_compiled() {
    let source = fs::read_to_string(root().join("tests/src/lib.rs")).unwrap();
    let missing: Vec<_> = book()
        .into_iter()
        .filter(|page| Page::read(page).has_rust)
        .map(|page| page.strip_prefix(root()).unwrap().to_owned())
        .filter(|page| !source.contains(&format!("include_str!(\"../../{}\")", page.display())))
        .collect();
    assert!(
        missing.is_empty(),
        "the module `book` of tests/src/lib.rs has no {missing:?}"
    );
    let ignoring: Vec<_> = book()
        .into_iter()
        .filter(|page| Page::read(page).ignores_rust)
        .collect();
    assert!(ignoring.is_empty(), "{ignoring:?} have blocks to ignore");
    assert!(Page::parse("```rust,ignore\n```").ignores_rust);
}
