use std::borrow::Cow;

/// Which differences of spelling do not matter where a token is compared with a label.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Fold {
    /// None: the bytes must be the label's.
    Exact,
    /// White space before it, quotes and asterisks that are glued to it, and the marks `Ġ`, `Ċ` and `▁` with which
    /// vocabularies write white space.
    Space,
    /// These, and upper and lower case.
    #[default]
    Case,
}

/// How what has been written so far is related to a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Relation {
    /// It is the label, and what is behind it, if anything, is no part of its word.
    Whole,
    /// It is the beginning of the label.
    Prefix,
    /// It is something else.
    Other,
}

/// How a text that may go on, and may end within a character, is related to a label; both are folded.
pub(crate) fn relation(fold: Fold, written: &[u8], label: &str) -> Relation {
    let (text, is_cut) = characters(written);
    let text = fold.apply(text);
    let text = text.as_ref();
    if is_cut {
        // The rest of the character is not known.
        return match label.starts_with(text) && label.len() > text.len() {
            true => Relation::Prefix,
            false => Relation::Other,
        };
    }
    match text.strip_prefix(label) {
        Some(rest) => behind(label, rest),
        None if label.starts_with(text) => Relation::Prefix,
        None => Relation::Other,
    }
}

impl Fold {
    pub(crate) fn apply(self, text: &str) -> Cow<'_, str> {
        match self {
            Self::Exact => Cow::Borrowed(text),
            Self::Space => Cow::Borrowed(text.trim_start_matches(is_glue)),
            Self::Case => Cow::Owned(text.trim_start_matches(is_glue).to_lowercase()),
        }
    }
}

fn is_glue(sign: char) -> bool {
    sign.is_whitespace() || "\"'`“‘*ĠĊ▁".contains(sign)
}

/// What a text is that begins with a label, by what comes behind it: `no` is not in `nothing`, nor `8` in `8.5`.
fn behind(label: &str, rest: &str) -> Relation {
    let is_number = label.ends_with(|sign: char| sign.is_ascii_digit());
    let decimals = rest.strip_prefix('.').filter(|_| is_number);
    let end = match decimals {
        Some(digits) => digits.trim_start_matches('0'),
        None => rest,
    };
    match end.chars().next() {
        // What comes next may be another digit.
        None if decimals.is_some() => Relation::Prefix,
        Some(sign) if sign.is_alphanumeric() || sign == '_' => Relation::Other,
        _ => Relation::Whole,
    }
}

/// The whole characters at the beginning, and whether one is cut behind them. What is no UTF-8 at all is a text of its
/// own.
fn characters(bytes: &[u8]) -> (&str, bool) {
    match str::from_utf8(bytes) {
        Ok(text) => (text, false),
        Err(error) => {
            let whole = bytes.get(..error.valid_up_to()).unwrap_or_default();
            match (str::from_utf8(whole), error.error_len()) {
                (Ok(text), None) => (text, true),
                _ => ("\u{fffd}", false),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn case(written: &str, label: &str) -> Relation {
        relation(Fold::Case, written.as_bytes(), label)
    }

    #[test]
    fn space_case_quotes_and_marks_are_folded() {
        for written in [
            " Art", "ART", "\"art", "Ġart", "▁Art", "\nArt", "**Art**", "Art\",\"",
        ] {
            assert_eq!(case(written, "art"), Relation::Whole, "{written}");
        }
        assert_eq!(relation(Fold::Exact, b" Art", "Art"), Relation::Other);
        assert_eq!(relation(Fold::Space, b" art", "Art"), Relation::Other);
    }

    #[test]
    fn a_part_is_a_prefix_and_another_word_is_none() {
        assert_eq!(case("n", "negative"), Relation::Prefix);
        assert_eq!(case(" ", "negative"), Relation::Prefix);
        assert_eq!(case("not", "negative"), Relation::Other);
        assert_eq!(case("nothing", "no"), Relation::Other);
        assert_eq!(case("no.", "no"), Relation::Whole);
    }

    #[test]
    fn a_number_with_decimals_is_another_number() {
        assert_eq!(case("8.5", "8"), Relation::Other);
        assert_eq!(case("8.", "8"), Relation::Prefix);
        assert_eq!(case("8.0\n", "8"), Relation::Whole);
        assert_eq!(case("8/10", "8"), Relation::Whole);
        assert_eq!(case("85", "8"), Relation::Other);
    }

    #[test]
    fn a_cut_character_is_a_prefix() {
        assert_eq!(
            relation(Fold::Case, &"été".as_bytes()[..1], "été"),
            Relation::Prefix
        );
        assert_eq!(relation(Fold::Case, &[0xff, 0xfe], "été"), Relation::Other);
    }
}
