use std::collections::VecDeque;

use surprisal_core::{HasLogprobs, TokenLogprob};

use super::canvas::Canvas;
use crate::picture::Doubt;

/// Paints a text as it is streamed, for a terminal of 256 colours, by the log probabilities of its tokens.
///
/// The text is what is shown; tokens only colour it. Tokens that are parts of one character are painted together, as
/// the least likely of them. Where text and tokens do not agree, the rest stays plain. What would command the terminal
/// is spelled out.
///
/// ```
/// use surprisal_confidence::HeatPainter;
/// use surprisal_core::{AiMessageChunk, Channel, ChoiceChunk, Logprobs, TokenLogprob};
///
/// let logprobs = Logprobs::new(Channel::Content, [TokenLogprob::new("Hi", -0.01), TokenLogprob::new("!", -3.0)]);
/// let chunk = AiMessageChunk::default().with_choice(ChoiceChunk::new(0, "Hi!").with_logprobs(logprobs));
/// let mut painter = HeatPainter::default();
/// let mut painted = painter.paint(&chunk);
/// painted += &painter.finish();
/// assert!(painted.starts_with("Hi\u{1b}["));
/// ```
#[derive(Debug, Default)]
pub struct HeatPainter {
    /// Text that came and is not painted yet.
    due: String,
    tokens: VecDeque<(Vec<u8>, Doubt)>,
    /// The first of the tokens, which are found in the text and end within a character.
    run: Run,
    /// Tokens do not spell the text: colours would be those of other words.
    astray: bool,
}

#[derive(Debug)]
struct Run {
    tokens: usize,
    bytes: usize,
    doubt: Doubt,
}

impl Default for Run {
    fn default() -> Self {
        Self {
            tokens: 0,
            bytes: 0,
            doubt: Doubt::Sure,
        }
    }
}

impl HeatPainter {
    /// What can be painted when this piece of the content has come.
    pub fn paint(&mut self, piece: &(impl HasLogprobs + ?Sized)) -> String {
        self.due.push_str(&piece.text());
        self.tokens.extend(piece.tokens().iter().filter_map(colour));
        let mut canvas = Canvas::default();
        let mut painted = 0;
        while let Some((end, doubt)) = self.next_characters(painted) {
            let characters = self.due.get(painted..end).unwrap_or_default();
            canvas.put(characters, doubt.style());
            painted = end;
        }
        if self.astray || self.tokens.is_empty() {
            let rest = self.due.get(painted..).unwrap_or_default();
            canvas.put(rest, self.unscored().style());
            painted = self.due.len();
        }
        self.due.drain(..painted);
        canvas.into_text()
    }

    /// What is left at the end.
    pub fn finish(&mut self) -> String {
        let mut canvas = Canvas::default();
        canvas.put(&self.due, self.unscored().style());
        *self = Self::default();
        canvas.into_text()
    }

    /// Where the fewest tokens end, from here in the text that is due, that end where a character does, and their
    /// colour; nothing if more must come first. What is found is not looked for again.
    fn next_characters(&mut self, from: usize) -> Option<(usize, Doubt)> {
        if self.astray {
            return None;
        }
        while let Some((bytes, doubt)) = self.tokens.get(self.run.tokens) {
            let found = from + self.run.bytes;
            let left = self.due.as_bytes().get(found..).unwrap_or_default();
            if !left.starts_with(bytes) {
                // It may begin what is still to come.
                self.astray = !bytes.starts_with(left);
                return None;
            }
            let end = found + bytes.len();
            self.run.tokens += 1;
            self.run.bytes += bytes.len();
            self.run.doubt = self.run.doubt.max(*doubt);
            if self.due.is_char_boundary(end) {
                let run = std::mem::take(&mut self.run);
                self.tokens.drain(..run.tokens);
                return Some((end, run.doubt));
            }
        }
        None
    }

    fn unscored(&self) -> Doubt {
        // Without any tokens there is nothing to be told apart from.
        if self.astray {
            Doubt::Sure
        } else {
            Doubt::Unknown
        }
    }
}

/// The bytes of a token with its colour; tokens without bytes are not in the text.
fn colour(token: &TokenLogprob) -> Option<(Vec<u8>, Doubt)> {
    let bytes = token.bytes().filter(|bytes| !bytes.is_empty())?;
    Some((bytes.to_vec(), Doubt::of(token.score())))
}

#[cfg(test)]
mod tests {
    use surprisal_core::{AiMessageChunk, Channel, ChoiceChunk, Logprobs, TopLogprob};

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
        let mut canvas = Canvas::default();
        canvas.put(text, doubt.style());
        canvas.into_text()
    }

    #[test]
    fn each_token_has_its_colour_and_likely_ones_none() {
        let mut painter = HeatPainter::default();
        let out = painter.paint(&chunk("I am", &[(b"I", 0.99), (b" am", 0.3)]));
        assert_eq!(out, format!("I{}", painted(" am", Doubt::Moderate)));
        assert!(out.contains("\u{1b}["), "{out:?}");
        assert_eq!(painter.finish(), "");
    }

    #[test]
    fn a_split_character_is_painted_once_as_its_least_likely_part() {
        let mut painter = HeatPainter::default();
        let (first, second) = "💙".as_bytes().split_at(3);
        assert_eq!(painter.paint(&chunk("", &[(first, 0.04)])), "");
        let out = painter.paint(&chunk("💙!", &[(second, 0.99), (b"!", 0.99)]));
        assert_eq!(out, format!("{}!", painted("💙", Doubt::Great)));
    }

    #[test]
    fn tokens_that_end_within_characters_wait_from_piece_to_piece() {
        let mut painter = HeatPainter::default();
        assert_eq!(painter.paint(&chunk("a", &[(b"a", 0.99)])), "a");
        assert_eq!(painter.paint(&chunk("é", &[(b"\xc3", 0.99)])), "");
        assert_eq!(painter.paint(&chunk("é", &[(b"\xa9\xc3", 0.3)])), "");
        let out = painter.paint(&chunk("!", &[(b"\xa9", 0.99), (b"!", 0.99)]));
        assert_eq!(out, format!("{}!", painted("éé", Doubt::Moderate)));
        assert_eq!(painter.finish(), "");
    }

    #[test]
    fn text_that_comes_before_its_tokens_end_waits_for_them() {
        let mut painter = HeatPainter::default();
        assert_eq!(painter.paint(&chunk("Hel", &[(b"Hello", 0.3)])), "");
        assert_eq!(
            painter.paint(&chunk("lo", &[])),
            painted("Hello", Doubt::Moderate)
        );
    }

    #[test]
    fn tokens_of_another_text_leave_it_plain_and_whole() {
        let mut painter = HeatPainter::default();
        let mut out = painter.paint(&chunk("Yes", &[(b"No", 0.01)]));
        out += &painter.paint(&chunk(" sir", &[(b" sir", 0.01)]));
        assert_eq!(out + &painter.finish(), "Yes sir");
    }

    #[test]
    fn text_cut_at_a_stop_sequence_is_shown_to_its_end() {
        let mut painter = HeatPainter::default();
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
