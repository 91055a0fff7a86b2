use surprisal_core::TokenLogprob;

/// How many of the tokens, from the first on, spell the text; `None` if they do not. White space before the text and behind
/// it may have been cut off, and a part of a character is U+FFFD in a token, which stands for what the text has there.
/// Each token that is looked at is one of the `steps`; without any left it is given up.
pub(super) fn spelled(tokens: &[TokenLogprob], text: &str, steps: &mut usize) -> Option<usize> {
    let mut rest = text;
    // How many U+FFFD came since the last character that could be read.
    let mut fragments = 0;
    for (count, token) in tokens.iter().enumerate() {
        if rest.is_empty() {
            return Some(count);
        }
        *steps = steps.checked_sub(1)?;
        let mut pieces = token.token()?.split(LOST).peekable();
        while let Some(piece) = pieces.next() {
            if !piece.is_empty() {
                let is_start = rest.len() == text.len();
                rest = behind(piece, rest, fragments, is_start)?;
                fragments = 0;
            }
            fragments += usize::from(pieces.peek().is_some());
        }
    }
    (rest.is_empty() || are_fragments(rest, fragments)).then_some(tokens.len())
}

const LOST: char = char::REPLACEMENT_CHARACTER;

/// What of the text is left behind a piece of a token before which so many fragments came.
fn behind<'a>(piece: &str, rest: &'a str, fragments: usize, is_start: bool) -> Option<&'a str> {
    if fragments > 0 {
        let (between, rest) = rest.split_once(piece)?;
        return are_fragments(between, fragments).then_some(rest);
    }
    let trimmed = piece.trim_start();
    match rest.strip_prefix(piece) {
        Some(rest) => Some(rest),
        None if piece.trim_end() == rest || piece.starts_with(rest) => Some(""),
        None if is_start && !trimmed.is_empty() => behind(trimmed, rest, 0, false),
        None => None,
    }
}

/// Whether so many fragments can be these characters: each is in two tokens at least.
fn are_fragments(text: &str, fragments: usize) -> bool {
    let is_ascii = text.chars().any(|letter| letter.is_ascii());
    let letters = text.chars().count();
    letters > 0 && !is_ascii && 2 * letters <= fragments
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(tokens: &[&str], text: &str) -> Option<usize> {
        let tokens: Vec<_> = tokens
            .iter()
            .map(|one| TokenLogprob::new(one, -0.1))
            .collect();
        spelled(&tokens, text, &mut 100)
    }

    #[test]
    fn tokens_spell_a_text_that_was_trimmed() {
        assert_eq!(of(&["He", "llo", "</think>"], "Hello"), Some(2));
        assert_eq!(of(&[" He", "llo\n\n"], "Hello"), Some(2));
        assert_eq!(of(&["He", "llo"], "Help"), None);
        assert_eq!(of(&["He"], "Hello"), None);
        assert_eq!(of(&["\n\n", "Hello"], "Hello"), None);
        assert_eq!(of(&["\n\n", "Hello"], "\n\nHello"), Some(2));
    }

    #[test]
    fn parts_of_characters_stand_for_what_the_text_has_there() {
        let smile = ["\u{fffd}"; 4];
        assert_eq!(of(&smile, "😊"), Some(4));
        assert_eq!(of(&["\u{fffd}\u{fffd}", "!", "</s>"], "😊!"), Some(2));
        assert_eq!(of(&["a", "\u{fffd}", "\u{fffd} b"], "a😊 b"), Some(3));
        // They are no wild card for what could have been read.
        assert_eq!(of(&smile, "Hi 😊"), None);
        assert_eq!(of(&smile, "你好😊"), None);
    }
}
