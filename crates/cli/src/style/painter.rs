use std::collections::VecDeque;

use surprisal::{HasLogprobs, Score, TokenLogprob};

use super::Doubt;
use crate::token_text;

/// Paints a streamed text by the log probabilities of its tokens.
///
/// The text is what is shown; tokens only colour it. Tokens that are parts of one character are painted
/// together, as the least likely of them. Where text and tokens do not agree, the rest stays plain.
#[derive(Debug, Default)]
pub(crate) struct Painter {
    /// Text that came and is not painted yet.
    due: String,
    tokens: VecDeque<(Vec<u8>, Doubt)>,
    /// Tokens do not spell the text: colours would be those of other words.
    astray: bool,
}

impl Painter {
    /// What can be painted now that this piece is there.
    pub(crate) fn paint(&mut self, piece: &impl HasLogprobs) -> String {
        self.due.push_str(&piece.text());
        self.tokens.extend(piece.tokens().iter().filter_map(colour));
        let mut out = String::new();
        while !self.due.is_empty() && !self.astray && self.paint_character_run(&mut out) {}
        if self.astray || self.tokens.is_empty() {
            paint(&mut out, &self.due, self.unscored());
            self.due.clear();
        }
        out
    }

    /// What is left at the end.
    pub(crate) fn finish(&mut self) -> String {
        let mut out = String::new();
        paint(&mut out, &self.due, self.unscored());
        *self = Self::default();
        out
    }

    /// Paints the fewest tokens that end where a character does; false if more must come first.
    fn paint_character_run(&mut self, out: &mut String) -> bool {
        let (mut end, mut doubt) = (0, Doubt::None);
        for (count, (bytes, own)) in self.tokens.iter().enumerate() {
            let due = self.due.as_bytes().get(end..).unwrap_or_default();
            let seen = bytes.len().min(due.len());
            if bytes.get(..seen) != due.get(..seen) {
                self.astray = true;
                return false;
            }
            if seen < bytes.len() {
                return false;
            }
            end += bytes.len();
            doubt = doubt.max(*own);
            if let Some((run, rest)) = self.due.split_at_checked(end) {
                paint(out, run, doubt);
                self.due = rest.to_owned();
                self.tokens.drain(..=count);
                return true;
            }
        }
        false
    }

    fn unscored(&self) -> Doubt {
        // Without any tokens there is nothing to be told apart from.
        if self.astray {
            Doubt::None
        } else {
            Doubt::Unknown
        }
    }
}

/// The bytes of a token with its colour; tokens without bytes are not in the text.
fn colour(token: &TokenLogprob) -> Option<(Vec<u8>, Doubt)> {
    let bytes = token.bytes().filter(|bytes| !bytes.is_empty())?;
    let doubt = match token.score() {
        Score::Missing => Doubt::Unknown,
        score => Doubt::of(score),
    };
    Some((bytes.to_vec(), doubt))
}

/// Line breaks stay outside, since a background would run on to the end of the line.
fn paint(out: &mut String, text: &str, doubt: Doubt) {
    let style = doubt.style();
    for line in text.split_inclusive('\n') {
        let (words, end) = match line.strip_suffix('\n') {
            Some(words) => (words, "\n"),
            None => (line, ""),
        };
        if !words.is_empty() {
            let words = token_text::harmless(words);
            out.push_str(&format!("{style}{words}{style:#}"));
        }
        out.push_str(end);
    }
}

#[cfg(test)]
mod tests {
    use surprisal::{AiMessageChunk, Channel, ChoiceChunk, Logprobs, TopLogprob};

    use super::*;

    fn chunk(text: &str, tokens: &[(&[u8], f64)]) -> AiMessageChunk {
        let tokens = tokens.iter().map(|(bytes, probability)| {
            let text = String::from_utf8_lossy(bytes);
            TokenLogprob::from(TopLogprob::new(&text, probability.ln()).with_bytes(bytes))
        });
        let logprobs = Logprobs::new(Channel::Content, tokens);
        AiMessageChunk::default().with_choice(ChoiceChunk::new(0, text).with_logprobs(logprobs))
    }

    fn painted(text: &str, doubt: Doubt) -> String {
        let mut out = String::new();
        paint(&mut out, text, doubt);
        out
    }

    #[test]
    fn each_token_has_its_colour_and_likely_ones_none() {
        let mut painter = Painter::default();
        let out = painter.paint(&chunk("I am", &[(b"I", 0.99), (b" am", 0.3)]));
        assert_eq!(out, format!("I{}", painted(" am", Doubt::Some)));
        assert!(out.contains("\u{1b}["), "{out:?}");
        assert_eq!(painter.finish(), "");
    }

    #[test]
    fn a_split_character_is_painted_once_as_its_least_likely_part() {
        let mut painter = Painter::default();
        let (first, second) = "💙".as_bytes().split_at(3);
        assert_eq!(painter.paint(&chunk("", &[(first, 0.04)])), "");
        let out = painter.paint(&chunk("💙!", &[(second, 0.99), (b"!", 0.99)]));
        assert_eq!(out, format!("{}!", painted("💙", Doubt::Great)));
    }

    #[test]
    fn text_that_comes_before_its_tokens_end_waits_for_them() {
        let mut painter = Painter::default();
        assert_eq!(painter.paint(&chunk("Hel", &[(b"Hello", 0.3)])), "");
        assert_eq!(
            painter.paint(&chunk("lo", &[])),
            painted("Hello", Doubt::Some)
        );
    }

    #[test]
    fn tokens_of_another_text_leave_it_plain_and_whole() {
        let mut painter = Painter::default();
        let mut out = painter.paint(&chunk("Yes", &[(b"No", 0.01)]));
        out += &painter.paint(&chunk(" sir", &[(b" sir", 0.01)]));
        assert_eq!(out + &painter.finish(), "Yes sir");
    }

    #[test]
    fn text_cut_at_a_stop_sequence_is_shown_to_its_end() {
        let mut painter = Painter::default();
        let out = painter.paint(&chunk("one t", &[(b"one", 0.99), (b" two", 0.99)]));
        assert_eq!(out, "one");
        assert_eq!(painter.finish(), painted(" t", Doubt::Unknown));
    }

    #[test]
    fn no_background_runs_over_the_end_of_a_line() {
        assert_eq!(
            painted("a\n\nb", Doubt::Slight),
            format!(
                "{}\n\n{}",
                painted("a", Doubt::Slight),
                painted("b", Doubt::Slight)
            )
        );
    }
}
