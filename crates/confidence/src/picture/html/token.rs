use std::fmt;

use surprisal_core::Score;

use super::escape::Text;
use super::tip::write_tip;
use crate::picture::piece::Piece;
use crate::picture::{Doubt, position};

/// The class of a step in the style sheet.
pub(super) fn class(doubt: Doubt) -> &'static str {
    match doubt {
        Doubt::Sure => "sure",
        Doubt::Slight => "slight",
        Doubt::Moderate => "moderate",
        Doubt::Strong => "strong",
        Doubt::Great => "great",
        Doubt::Unknown => "unknown",
    }
}

/// A piece of the text that can be pointed at, with what there is to tell of it. The id is that of the section with its
/// place there.
pub(super) fn write_token(f: &mut fmt::Formatter<'_>, piece: &Piece<'_>, id: &str) -> fmt::Result {
    if piece.tokens.is_empty() {
        write!(f, "<span class=\"unknown\">")?;
        write_words(f, &piece.text)?;
        return f.write_str("</span>");
    }
    let off = piece.tokens.iter().any(position::is_off_top);
    write!(
        f,
        "<span class=\"t {}{}{}\" id=\"t{id}\" tabindex=\"0\" aria-describedby=\"d{id}\">",
        class(piece.doubt()),
        if off { " off" } else { "" },
        if matches!(piece.score(), Score::Floor(_)) {
            " floor"
        } else {
            ""
        },
    )?;
    match piece.in_text {
        // It is no part of the text, and must not be read as such.
        false => write!(f, "<span class=\"c\">{}</span>", Text(&piece.text))?,
        true if piece.text.is_empty() => f.write_str("<span class=\"c\">∅</span>")?,
        true => write_words(f, &piece.text)?,
    }
    write_tip(f, piece, id)?;
    f.write_str("</span>")
}

/// The text, with a sign before each line break: a token of nothing else would not be seen.
fn write_words(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    let mut lines = text.split('\n');
    if let Some(first) = lines.next() {
        write!(f, "{}", Text(first))?;
    }
    for line in lines {
        write!(f, "<span class=\"nl\"></span>\n{}", Text(line))?;
    }
    Ok(())
}
