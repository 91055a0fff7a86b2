use std::fmt::{self, Write as _};

use crate::picture::spelling::is_harmful;

/// Text between tags. What is not seen, turns the order of what is seen or is not allowed in HTML is spelled out and
/// marked, so that it cannot be taken for what a model spelled out itself.
pub(super) struct Text<'a>(pub(super) &'a str);

impl fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write(f, self.0, |f, c| {
            write!(f, "<span class=\"c\">{}</span>", c.escape_unicode())
        })
    }
}

/// Text where no tags can be: in the title and in values of attributes.
pub(super) struct Plain<'a>(pub(super) &'a str);

impl fmt::Display for Plain<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write(f, self.0, |f, c| write!(f, "{}", c.escape_unicode()))
    }
}

/// Writes text whose harmful characters are spelled in this way.
fn write(
    f: &mut fmt::Formatter<'_>,
    text: &str,
    spell: impl Fn(&mut fmt::Formatter<'_>, char) -> fmt::Result,
) -> fmt::Result {
    text.chars().try_for_each(|c| match entity(c) {
        Some(entity) => f.write_str(entity),
        None if is_harmful(c) => spell(f, c),
        None => f.write_char(c),
    })
}

/// What stands for a character that has a meaning in HTML.
fn entity(c: char) -> Option<&'static str> {
    match c {
        '&' => Some("&amp;"),
        '<' => Some("&lt;"),
        '>' => Some("&gt;"),
        '"' => Some("&quot;"),
        '\'' => Some("&#39;"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_text() {
        assert_eq!(
            Text("<b a='x'>&\"").to_string(),
            "&lt;b a=&#39;x&#39;&gt;&amp;&quot;"
        );
        assert_eq!(Plain("\"><").to_string(), "&quot;&gt;&lt;");
    }

    #[test]
    fn what_is_not_seen_is_marked_and_what_was_spelled_out_is_not() {
        assert_eq!(
            Text("\u{202e}").to_string(),
            "<span class=\"c\">\\u{202e}</span>"
        );
        assert_eq!(Text("\\u{202e}").to_string(), "\\u{202e}");
        assert_eq!(Plain("\0").to_string(), "\\u{0}");
    }
}
