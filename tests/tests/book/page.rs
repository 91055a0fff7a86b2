//! What a page has in it.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::fs;
use std::path::{Component, Path, PathBuf};

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

pub(crate) struct Page {
    /// Where links and pictures lead, as they are written.
    pub(crate) targets: Vec<String>,
    /// The anchors of its headings, as forges make them.
    pub(crate) anchors: BTreeSet<String>,
    /// Whether it has a block of Rust.
    pub(crate) has_rust: bool,
    /// Whether a block of Rust is not to be compiled.
    pub(crate) ignores_rust: bool,
}

impl Page {
    pub(crate) fn read(path: &Path) -> Self {
        Self::parse(&fs::read_to_string(path).unwrap())
    }

    pub(crate) fn parse(text: &str) -> Self {
        let mut page = Self {
            targets: Vec::new(),
            anchors: BTreeSet::new(),
            has_rust: false,
            ignores_rust: false,
        };
        let mut seen = BTreeMap::<String, usize>::new();
        let mut heading: Option<String> = None;
        for event in Parser::new_ext(text, Options::ENABLE_TABLES) {
            match event {
                Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                    page.targets.push(dest_url.into_string())
                }
                Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                    let mut words = info.split(',');
                    let is_rust = words.next() == Some("rust");
                    page.has_rust |= is_rust;
                    page.ignores_rust |= is_rust && words.any(|word| word == "ignore");
                }
                Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
                Event::Text(text) | Event::Code(text) => {
                    if let Some(heading) = &mut heading {
                        heading.push_str(&text);
                    }
                }
                Event::End(TagEnd::Heading(_)) => {
                    let anchor = anchor(&heading.take().unwrap_or_default());
                    let earlier = seen.entry(anchor.clone()).or_default();
                    page.anchors.insert(match *earlier {
                        0 => anchor,
                        count => format!("{anchor}-{count}"),
                    });
                    *earlier += 1;
                }
                _ => {}
            }
        }
        page
    }
}

/// Small letters, digits, `-` and `_` stay, spaces become `-`, all else goes.
fn anchor(heading: &str) -> String {
    heading
        .to_lowercase()
        .chars()
        .filter_map(|it| match it {
            ' ' => Some('-'),
            '-' | '_' => Some(it),
            _ => it.is_alphanumeric().then_some(it),
        })
        .collect()
}

pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap()
        .to_owned()
}

/// Every page below a folder, but what is hidden or built.
pub(crate) fn pages(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().and_then(OsStr::to_str).unwrap().to_owned();
        if name.starts_with('.') || name == "target" {
            continue;
        }
        if path.is_dir() {
            found.extend(pages(&path));
        } else if path.extension() == Some(OsStr::new("md")) {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// The file that a link of a page leads to and its anchor, or `None` for one that leads to another host.
pub(crate) fn follow(page: &Path, target: &str) -> Option<(PathBuf, Option<String>)> {
    if target.starts_with("//") || target.split('/').next()?.contains(':') {
        return None;
    }
    let (path, anchor) = match target.split_once('#') {
        Some((path, anchor)) => (path, Some(anchor.to_owned())),
        None => (target, None),
    };
    if path.is_empty() {
        return Some((page.to_owned(), anchor));
    }
    let mut whole = PathBuf::new();
    for part in page.parent().unwrap().join(path).components() {
        match part {
            Component::ParentDir => drop(whole.pop()),
            Component::CurDir => {}
            other => whole.push(other),
        }
    }
    Some((whole, anchor))
}
