use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::page::{Page, follow, pages, root};

/// What is wrong with the links of these pages, and how many there were within the repository.
fn dead(pages: &BTreeMap<PathBuf, Page>, root: &Path) -> (usize, Vec<String>) {
    let (mut count, mut dead) = (0, Vec::new());
    for (path, page) in pages {
        for target in &page.targets {
            let Some((file, anchor)) = follow(path, target) else {
                continue;
            };
            count += 1;
            let why = if !file.starts_with(root) || !file.exists() {
                "there is no such file"
            } else if let (Some(anchor), Some(page)) = (&anchor, pages.get(&file))
                && !page.anchors.contains(anchor)
            {
                "there is no such heading"
            } else {
                continue;
            };
            let path = path.strip_prefix(root).unwrap_or(path);
            dead.push(format!("{}: {target}: {why}", path.display()));
        }
    }
    (count, dead)
}

#[test]
fn every_link_within_the_repository_leads_to_a_file_and_a_heading() {
    let root = root();
    let all = pages(&root);
    let all = all
        .into_iter()
        .map(|path| (path.clone(), Page::read(&path)));
    let (count, dead) = dead(&all.collect(), &root);
    assert!(count > 200, "only {count} links were found");
    assert!(dead.is_empty(), "{}", dead.join("\n"));
}

#[test]
fn a_link_to_nothing_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let page = |name: &str, text: &str| (folder.path().join(name), Page::parse(text));
    let one = page(
        "one.md",
        "# A heading, `twice`\n\n# A heading, `twice`\n\n[a](two.md#what-is-there) [b](#a-heading-twice-1) ![c](c.png)\n\n\
         | [d](../outside.md) | `[e](code.md)` |\n|---|---|\n| [f](two.md#not-there) | [g](https://example.com/x.md) |\n",
    );
    let two = page(
        "two.md",
        "## What *is* there?\n\n```rust\n[h](code.md)\n```\n",
    );
    assert!(two.1.has_rust && !one.1.has_rust);
    for (path, _) in [&one, &two] {
        std::fs::write(path, "").unwrap();
    }
    let (count, dead) = dead(&[one, two].into(), folder.path());
    assert_eq!(count, 5);
    assert_eq!(
        dead,
        [
            "one.md: c.png: there is no such file",
            "one.md: ../outside.md: there is no such file",
            "one.md: two.md#not-there: there is no such heading",
        ]
    );
}
