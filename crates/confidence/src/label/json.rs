//! Where in a text the value with a JSON pointer begins.

use surprisal_core::{Error, Result};

/// The keys of a pointer (RFC 6901).
pub(super) fn keys(pointer: &str) -> Result<Vec<String>> {
    let mut keys = pointer.split('/');
    if keys.next() != Some("") {
        return Err(Error::invalid_input(format!(
            "{pointer:?} is no JSON pointer: it begins with `/`, as in `/label`"
        )));
    }
    Ok(keys
        .map(|key| key.replace("~1", "/").replace("~0", "~"))
        .collect())
}

/// The byte at which the value begins, within the quotes of a string.
pub(super) fn value(text: &str, keys: &[String]) -> Option<usize> {
    let bytes = text.as_bytes();
    let start = match keys {
        [] => 0,
        // A code fence or words may come before it.
        _ => text.find(['{', '['])?,
    };
    let mut scan = Scan { bytes, at: start };
    for key in keys {
        scan.at = scan.entry(key)?;
    }
    scan.space();
    let is_string = scan.peek() == Some(b'"');
    Some(scan.at + usize::from(is_string))
}

struct Scan<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Scan<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn space(&mut self) {
        while self.peek().is_some_and(|byte| byte.is_ascii_whitespace()) {
            self.at += 1;
        }
    }

    fn eat(&mut self, byte: u8) -> Option<()> {
        self.space();
        (self.peek()? == byte).then(|| self.at += 1)
    }

    /// Where an entry of the container here begins. A text that is cut off behind it has it all the same.
    fn entry(&mut self, key: &str) -> Option<usize> {
        self.space();
        let is_object = self.peek()? == b'{';
        if !is_object && self.peek()? != b'[' {
            return None;
        }
        let index = key
            .parse()
            .ok()
            .filter(|_| key == "0" || !key.starts_with('0'));
        let mut found = None;
        let mut count = 0_usize;
        self.at += 1;
        loop {
            let is_it = match is_object {
                true => self.key().is_some_and(|name| name == key),
                false => index == Some(count),
            };
            if is_object && self.eat(b':').is_none() {
                return found;
            }
            self.space();
            if is_it && self.peek().is_some_and(|byte| !b"]}".contains(&byte)) {
                found = Some(self.at);
            }
            count += 1;
            if self.skip().is_none() || self.eat(b',').is_none() {
                return found;
            }
        }
    }

    fn key(&mut self) -> Option<String> {
        self.space();
        let start = self.at;
        self.string()?;
        serde_json::from_slice(self.bytes.get(start..self.at)?).ok()
    }

    /// Passes over a string.
    fn string(&mut self) -> Option<()> {
        self.eat(b'"')?;
        loop {
            let byte = self.peek()?;
            self.at += 1;
            match byte {
                b'"' => return Some(()),
                b'\\' => self.at += 1,
                _ => {}
            }
        }
    }

    /// Passes over a value.
    fn skip(&mut self) -> Option<()> {
        let mut depth = 0_usize;
        loop {
            self.space();
            match self.peek()? {
                b'"' => self.string()?,
                b'{' | b'[' => {
                    depth += 1;
                    self.at += 1;
                }
                b'}' | b']' => {
                    depth = depth.checked_sub(1)?;
                    self.at += 1;
                }
                b',' | b':' if depth > 0 => {
                    self.at += 1;
                    continue;
                }
                b',' | b':' => return None,
                _ => self.scalar()?,
            }
            if depth == 0 {
                return Some(());
            }
        }
    }

    /// Passes over a number, `true`, `false` or `null`.
    fn scalar(&mut self) -> Option<()> {
        while !(self.peek()?.is_ascii_whitespace() || b",:]}".contains(&self.peek()?)) {
            self.at += 1;
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn behind<'a>(text: &'a str, pointer: &str) -> Option<&'a str> {
        text.get(value(text, &keys(pointer).unwrap())?..)
    }

    #[test]
    fn a_value_is_found_by_its_pointer() {
        let text = "```json\n{\"a\": {\"b/c\": [1, {\"x\": \"]}\"}, \"ja\"]}, \"n\": -1.5}\n```";
        assert_eq!(behind(text, "/a/b~1c/2").unwrap().split_at(3).0, "ja\"");
        assert_eq!(behind(text, "/a/b~1c/0").unwrap().split_at(2).0, "1,");
        assert_eq!(behind(text, "/n").unwrap().split_at(5).0, "-1.5}");
        for pointer in ["/b", "/a/b", "/a/b~1c/3", "/a/b~1c/02", "/n/0"] {
            assert_eq!(behind(text, pointer), None, "{pointer}");
        }
        assert_eq!(behind(" \"yes\"", ""), Some("yes\""));
    }

    #[test]
    fn the_last_of_equal_keys_counts_and_a_cut_text_has_what_it_has() {
        assert_eq!(behind(r#"{"a":1,"a":2}"#, "/a"), Some("2}"));
        assert_eq!(behind(r#"{"\u0061":"ye"#, "/a"), Some("ye"));
        assert_eq!(behind(r#"{"a":"#, "/a"), None);
        assert_eq!(behind(r#"{"a":[]"#, "/a/0"), None);
    }

    #[test]
    fn a_pointer_begins_with_a_slash() {
        let error = keys("label").unwrap_err();
        assert!(error.message().contains("as in `/label`"));
    }
}
