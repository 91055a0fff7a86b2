//! JSON that can be looked at in a terminal.

use std::borrow::Cow;

use serde::Serialize;
use surprisal_confidence::escape_controls;

/// The value as JSON on one line. Whatever a terminal would obey or a reader would not see is escaped, as JSON allows
/// within strings and it occurs nowhere else: programs read the same, and `cat` does no harm.
pub(crate) fn text(value: &impl Serialize) -> serde_json::Result<String> {
    let plain = serde_json::to_string(value)?;
    if let Cow::Borrowed(_) = escape_controls(&plain) {
        return Ok(plain);
    }
    let mut out = String::with_capacity(plain.len() + 16);
    for c in plain.chars() {
        let mut bytes = [0; 4];
        if let Cow::Borrowed(same) = escape_controls(c.encode_utf8(&mut bytes)) {
            out.push_str(same);
            continue;
        }
        let mut units = [0; 2];
        for unit in c.encode_utf16(&mut units) {
            out.push_str(&format!("\\u{unit:04x}"));
        }
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_obeys_is_escaped_and_read_as_it_was() {
        for said in [
            "\u{1b}[2J",
            "\u{9b}2J\u{9d}0;title\u{9c}",
            "\u{7f}\u{202e}\u{e0041}é",
        ] {
            let line = text(&[said]).unwrap();
            assert!(!line.chars().any(char::is_control), "{line:?}");
            assert_eq!(escape_controls(&line), line);
            assert_eq!(serde_json::from_str::<[String; 1]>(&line).unwrap(), [said]);
        }
        assert_eq!(text(&["é\n"]).unwrap(), r#"["é\n"]"#);
    }
}
