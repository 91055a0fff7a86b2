use std::borrow::Cow;

use surprisal_core::TopLogprob;

/// The text with what is not to be sent to a screen spelled out as `\u{1b}`: control characters, since an escape
/// sequence from a model must not command the terminal, and characters that are not seen or that turn the order of what
/// is seen. Line breaks and tabs stay, and so do the joiners of scripts and emoji.
///
/// ```
/// use surprisal_confidence::escape_controls;
///
/// assert_eq!(escape_controls("\u{1b}[2J\n"), "\\u{1b}[2J\n");
/// ```
pub fn escape_controls(text: &str) -> Cow<'_, str> {
    if !text.contains(is_harmful) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if is_harmful(c) {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

pub(super) fn is_harmful(c: char) -> bool {
    (c.is_control() && c != '\n' && c != '\t') || is_directional(c) || is_unseen(c)
}

/// Characters that turn the order of what a reader sees.
fn is_directional(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Characters that take no room, or break lines as no line break does: those that Unicode calls default ignorable, but
/// for the joiners and selectors of scripts and emoji. Tags, and the selectors beside them, spell ASCII that nobody sees.
fn is_unseen(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180e}' | '\u{200b}'
        | '\u{2028}' | '\u{2029}' | '\u{2060}'..='\u{2065}' | '\u{206a}'..='\u{206f}' | '\u{3164}' | '\u{feff}'
        | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{e0fff}'
    )
}

/// The token in quotes, as it stands in a table: white space and control characters spelled out, bytes that are only
/// part of a character as `\xf0`. A token without bytes, such as a special one, is not in quotes; one of which only the
/// id is known is `#7`.
///
/// ```
/// use surprisal_confidence::quote_token;
/// use surprisal_core::TopLogprob;
///
/// assert_eq!(quote_token(&TopLogprob::new(" how\n", -1.0)), r#"" how\n""#);
/// ```
pub fn quote_token(token: &TopLogprob) -> String {
    match (token.bytes(), token.token(), token.id()) {
        (Some(bytes), ..) => {
            let mut out = String::from("\"");
            for chunk in bytes.utf8_chunks() {
                out.push_str(&escaped(chunk.valid()));
                out.push_str(&hex(chunk.invalid()));
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

/// Bytes that are no character.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("\\x{byte:02x}")).collect()
}

/// The text as it stands between quotes.
fn escaped(text: &str) -> String {
    let quoted = format!("{text:?}");
    let inner = quoted
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'));
    escape_controls(inner.unwrap_or(&quoted)).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_escape_sequence_is_shown_and_not_obeyed() {
        assert_eq!(escape_controls("a\u{1b}[2Jb\n\tc"), "a\\u{1b}[2Jb\n\tc");
        assert!(matches!(escape_controls("plain\n"), Cow::Borrowed(_)));
        assert_eq!(escape_controls("a\u{9b}2J\r"), "a\\u{9b}2J\\u{d}");
    }

    #[test]
    fn what_turns_the_order_or_is_not_seen_is_shown() {
        assert_eq!(escape_controls("a\u{202e}b"), "a\\u{202e}b");
        assert_eq!(escape_controls("a\u{200b}b"), "a\\u{200b}b");
        assert_eq!(escape_controls("\u{e0041}"), "\\u{e0041}");
        // Bytes are hidden behind a letter as selectors.
        assert_eq!(escape_controls("a\u{e0130}"), "a\\u{e0130}");
        assert_eq!(escape_controls("\u{3164}\u{ad}"), "\\u{3164}\\u{ad}");
        // A family of three is one picture by its joiners.
        assert_eq!(escape_controls("👨‍👩‍👧"), "👨‍👩‍👧");
    }

    #[test]
    fn tokens_are_quoted_byte_by_byte_where_they_must_be() {
        let top = |text: &str| TopLogprob::new(text, -1.0);
        assert_eq!(quote_token(&top(" how\n")), r#"" how\n""#);
        assert_eq!(quote_token(&top("\"")), r#""\"""#);
        assert_eq!(quote_token(&top("'m")), r#""'m""#);
        assert_eq!(quote_token(&top("東京")), "\"東京\"");
        assert_eq!(quote_token(&top("\u{202e}")), r#""\u{202e}""#);
        let split = top(r"\xf0\x9f").with_bytes(&[0xf0, 0x9f]);
        assert_eq!(quote_token(&split), r#""\xf0\x9f""#);
        assert_eq!(quote_token(&top("<|end|>").without_bytes()), "<|end|>");
        assert_eq!(quote_token(&TopLogprob::from_id(7, -1.0)), "#7");
    }
}
