use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::path::Path;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::page::{pages, root};

/// What stands as code in the columns that are headed `here`: our counterparts of what others have.
fn ours(text: &str) -> Vec<String> {
    let (mut codes, mut column, mut here) = (Vec::new(), 0, None);
    let (mut cell, mut is_head) = (String::new(), false);
    for event in Parser::new_ext(text, Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::Table(_)) => here = None,
            Event::Start(Tag::TableHead) => (is_head, column) = (true, 0),
            Event::Start(Tag::TableRow) => column = 0,
            Event::Start(Tag::TableCell) => cell.clear(),
            Event::End(TagEnd::TableHead) => is_head = false,
            Event::End(TagEnd::TableCell) => {
                if is_head && cell == "here" {
                    here = Some(column);
                }
                column += 1;
            }
            Event::Text(text) => cell.push_str(&text),
            Event::Code(code) if here == Some(column) => codes.push(code.into_string()),
            _ => {}
        }
    }
    codes
}

/// The names in a piece of code, without what is quoted.
fn names(code: &str) -> impl Iterator<Item = &str> {
    let unquoted = code.split('"').step_by(2);
    let words = unquoted.flat_map(|it| it.split(|c: char| !c.is_alphanumeric() && c != '_'));
    words.filter(|word| word.len() > 1 && word.starts_with(char::is_alphabetic))
}

/// The words of the sources below a folder, without their comments.
fn words(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            words(&path, found);
        } else if path.extension() == Some(OsStr::new("rs")) {
            let text = fs::read_to_string(&path).unwrap();
            for line in text
                .lines()
                .map(|line| line.split("//").next().unwrap_or(line))
            {
                found.extend(names(line).map(str::to_owned));
            }
        }
    }
}

#[test]
fn what_tables_of_counterparts_name_is_in_the_sources() {
    let mut known = BTreeSet::new();
    for entry in fs::read_dir(root().join("crates")).unwrap() {
        words(&entry.unwrap().path().join("src"), &mut known);
    }
    let (mut count, mut missing) = (0, Vec::new());
    for page in pages(&root().join("docs")) {
        for code in ours(&fs::read_to_string(&page).unwrap()) {
            count += 1;
            let unknown: Vec<_> = names(&code).filter(|it| !known.contains(*it)).collect();
            if !unknown.is_empty() {
                missing.push(format!("{}: `{code}`: {unknown:?}", page.display()));
            }
        }
    }
    assert!(count > 200, "only {count} names were found");
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

#[test]
fn a_counterpart_is_found_in_its_column_alone() {
    let text = "| theirs | here | |\n|---|---|---|\n| `a.b()` | `one.two(\"three\")`, or `Four::five` | `six` |\n\n\
                | x | y |\n|---|---|\n| `a` | `seven` |\n";
    let codes = ours(text);
    let found: Vec<_> = codes.iter().flat_map(|code| names(code)).collect();
    assert_eq!(found, ["one", "two", "Four", "five"]);
}
