use super::{FieldKind, Finder};

/// The byte at which the value with this RFC 6901 pointer begins, in a text that may be cut off or broken behind that;
/// of a string what is within the quotes. Of several values with the pointer it is the last.
pub(crate) fn start_of(text: &str, pointer: &str) -> Option<usize> {
    let text = text.as_bytes();
    let (mut finder, mut whole) = (Finder::new(0), Vec::new());
    finder.read(text, &mut whole);
    if let Some(begun) = finder.begun(pointer) {
        return Some(begun);
    }
    finder.end(text, &mut whole);
    let value = whole.iter().rfind(|span| span.pointer == pointer)?;
    Some(match value.kind {
        FieldKind::String => value.content().start,
        _ => value.bytes.start,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn behind<'a>(text: &'a str, pointer: &str) -> Option<&'a str> {
        text.get(start_of(text, pointer)?..)
    }

    #[test]
    fn a_value_is_found_by_its_pointer() {
        let text = "```json\n{\"a\": {\"b/c\": [1, {\"x\": \"]}\"}, \"ja\"]}, \"n\": -1.5}\n```";
        assert_eq!(behind(text, "/a/b~1c/2").unwrap().split_at(3).0, "ja\"");
        assert_eq!(behind(text, "/a/b~1c/0").unwrap().split_at(2).0, "1,");
        assert_eq!(behind(text, "/a/b~1c/1").unwrap().split_at(2).0, "{\"");
        assert_eq!(behind(text, "/n").unwrap().split_at(5).0, "-1.5}");
        for pointer in ["/b", "/a/b", "/a/b~1c/3", "/a/b~1c/02", "/n/0"] {
            assert_eq!(behind(text, pointer), None, "{pointer}");
        }
        assert_eq!(behind(" \"yes\"", ""), Some("yes\""));
    }

    #[test]
    fn the_last_of_equal_keys_counts_and_a_cut_text_has_what_it_has() {
        assert_eq!(behind(r#"{"a":1,"a":2}"#, "/a"), Some("2}"));
        assert_eq!(behind(r#"{"a":1,"a":2"#, "/a"), Some("2"));
        assert_eq!(behind(r#"{"a":1,"a":[2,3"#, "/a"), Some("[2,3"));
        assert_eq!(behind(r#"{"\u0061":"ye"#, "/a"), Some("ye"));
        assert_eq!(behind(r#"{"a":"#, "/a"), None);
        assert_eq!(behind(r#"{"a":[]"#, "/a/0"), None);
    }
}
