//! A model's text where a terminal shows it.

use std::borrow::Cow;

use surprisal::TopLogprob;

/// The text with its control characters spelled out, line breaks and tabs excepted: an escape sequence
/// from a model must not command the terminal.
pub(crate) fn harmless(text: &str) -> Cow<'_, str> {
    let harmful = |c: char| (c.is_control() && c != '\n' && c != '\t') || is_directional(c);
    if !text.contains(harmful) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if harmful(c) {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

/// Characters that turn the order of what a reader sees.
fn is_directional(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The token in quotes, as it stands in a table: white space and control characters spelled out, bytes
/// that are only part of a character as `\xf0`.
pub(crate) fn quoted(token: &TopLogprob) -> String {
    match (token.bytes(), token.token(), token.id()) {
        (Some(bytes), ..) => {
            let mut out = String::from("\"");
            for chunk in bytes.utf8_chunks() {
                out.push_str(&escaped(chunk.valid()));
                for byte in chunk.invalid() {
                    out.push_str(&format!("\\x{byte:02x}"));
                }
            }
            out.push('"');
            out
        }
        // It has no bytes: a special token, or one whose bytes are lost.
        (None, Some(text), _) => escaped(text),
        (None, None, Some(id)) => format!("#{id}"),
        (None, None, None) => "?".to_owned(),
    }
}

/// The text as it stands between quotes.
fn escaped(text: &str) -> String {
    let quoted = format!("{text:?}");
    let inner = quoted
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'));
    inner.unwrap_or(&quoted).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_escape_sequence_is_shown_and_not_obeyed() {
        assert_eq!(harmless("a\u{1b}[2Jb\n\tc"), "a\\u{1b}[2Jb\n\tc");
        assert!(matches!(harmless("plain\n"), Cow::Borrowed(_)));
        assert_eq!(harmless("a\u{202e}b"), "a\\u{202e}b");
    }

    #[test]
    fn tokens_are_quoted_byte_by_byte_where_they_must_be() {
        let top = |text: &str| TopLogprob::new(text, -1.0);
        assert_eq!(quoted(&top(" how\n")), r#"" how\n""#);
        assert_eq!(quoted(&top("\"")), r#""\"""#);
        assert_eq!(quoted(&top("'m")), r#""'m""#);
        assert_eq!(quoted(&top("東京")), "\"東京\"");
        let split = top(r"\xf0\x9f").with_bytes(&[0xf0, 0x9f]);
        assert_eq!(quoted(&split), r#""\xf0\x9f""#);
        assert_eq!(quoted(&top("<|end|>").without_bytes()), "<|end|>");
        assert_eq!(quoted(&TopLogprob::from_id(7, -1.0)), "#7");
    }
}
