//! What is in `tests/fuzz`.

use std::fs;
use std::path::{Path, PathBuf};

pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz")
}

/// The files of `seeds` or `regressions` of a target, in the order of their names.
pub(crate) fn inputs(kind: &str, target: &str) -> Vec<Vec<u8>> {
    let Ok(entries) = fs::read_dir(folder().join(kind).join(target)) else {
        return Vec::new();
    };
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.iter().map(|path| fs::read(path).unwrap()).collect()
}

/// The words of libFuzzer's dictionary: one in quotes a line.
pub(crate) fn dictionary() -> Vec<Vec<u8>> {
    let text = fs::read_to_string(folder().join("dictionary")).unwrap();
    let lines = text.lines().filter(|line| line.starts_with('"'));
    let words = lines.map(|line| {
        let word = line
            .strip_prefix('"')
            .and_then(|rest| rest.strip_suffix('"'));
        unescaped(word.unwrap())
    });
    words.collect()
}

/// `\"`, `\\` and `\xff`, as libFuzzer has them.
fn unescaped(word: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = word.as_bytes();
    while let [first, behind @ ..] = rest {
        rest = behind;
        match (first, behind) {
            (b'\\', [b'x', high, low, behind @ ..]) => {
                let digits = [*high, *low];
                let digits = str::from_utf8(&digits).unwrap();
                bytes.push(u8::from_str_radix(digits, 16).unwrap());
                rest = behind;
            }
            (b'\\', [escaped, behind @ ..]) => {
                bytes.push(*escaped);
                rest = behind;
            }
            _ => bytes.push(*first),
        }
    }
    bytes
}

#[test]
fn words_are_read_as_libfuzzer_reads_them() {
    assert_eq!(unescaped(r#"a\"\\\x0a"#), b"a\"\\\n");
    assert!(dictionary().contains(&b"\"logprobs\":".to_vec()));
}
