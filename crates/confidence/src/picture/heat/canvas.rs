use anstyle::Style;
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use super::super::escape_controls;

/// Lines of a terminal that are being written.
#[derive(Debug, Default)]
pub(super) struct Canvas {
    out: String,
    /// How many columns a line has, if that matters.
    width: Option<usize>,
    /// Those of the last line that are taken.
    column: usize,
}

impl Canvas {
    pub(super) fn new(width: Option<usize>) -> Self {
        Self {
            width: width.map(|width| width.max(1)),
            ..Self::default()
        }
    }

    pub(super) fn into_text(self) -> String {
        self.out
    }

    /// Adds text. Line breaks stay outside of the style, since a background would run on to the end of the line.
    pub(super) fn put(&mut self, text: &str, style: Style) {
        for line in text.split_inclusive('\n') {
            let words = line.strip_suffix('\n').unwrap_or(line);
            if !words.is_empty() {
                self.put_words(&escape_controls(words), style);
            }
            if words.len() < line.len() {
                self.end_line();
            }
        }
    }

    /// Begins a line unless one has just begun.
    pub(super) fn fresh_line(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with('\n') {
            self.end_line();
        }
    }

    fn put_words(&mut self, words: &str, style: Style) {
        let Some(width) = self.width else {
            return self.write(words, style);
        };
        // Where a tab ends is the terminal's to say.
        let words = words.replace('\t', "    ");
        if self.column + words.width() <= width {
            return self.write(&words, style);
        }
        let word = words.trim_start_matches(' ');
        let (space, word) = words
            .split_at_checked(words.len() - word.len())
            .unwrap_or(("", &words));
        if self.column + space.width() <= width && !space.is_empty() {
            self.write(space, style);
        }
        if word.width() <= width {
            if !word.is_empty() {
                self.end_line();
                self.write(word, style);
            }
            return;
        }
        let mut line = String::new();
        for c in word.chars() {
            let taken = self.column + line.width();
            if taken + c.width().unwrap_or_default() > width {
                self.write(&line, style);
                self.end_line();
                line.clear();
            }
            line.push(c);
        }
        self.write(&line, style);
    }

    fn write(&mut self, words: &str, style: Style) {
        if !words.is_empty() {
            self.out.push_str(&format!("{style}{words}{style:#}"));
            self.column += words.width();
        }
    }

    fn end_line(&mut self) {
        self.out.push('\n');
        self.column = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(width: usize, pieces: &[&str]) -> String {
        let mut canvas = Canvas::new(Some(width));
        pieces
            .iter()
            .for_each(|piece| canvas.put(piece, Style::new()));
        canvas.into_text()
    }

    #[test]
    fn a_word_that_does_not_fit_goes_to_the_next_line_and_its_space_stays() {
        assert_eq!(
            lines(8, &["The", " sky", " is", " blue"]),
            "The sky \nis blue"
        );
        assert_eq!(lines(3, &["The", " sky"]), "The\nsky");
    }

    #[test]
    fn wide_characters_take_two_columns_and_are_not_cut() {
        assert_eq!(lines(5, &["東京", "大阪"]), "東京\n大阪");
        assert_eq!(lines(5, &["東京大阪"]), "東京\n大阪");
    }

    #[test]
    fn a_word_wider_than_the_line_is_cut() {
        assert_eq!(lines(4, &["abcdefghij"]), "abcd\nefgh\nij");
        assert_eq!(lines(0, &["ab"]), "a\nb");
    }

    #[test]
    fn line_breaks_of_the_text_begin_a_line() {
        assert_eq!(lines(5, &["ab\n", "cdefg"]), "ab\ncdefg");
    }
}
