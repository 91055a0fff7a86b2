use surprisal_core::{TokenLogprob, TopLogprob};

/// Puts a text together from the bytes of tokens. What may yet become part of a character or of a text to stop
/// at is held back, together with its tokens, so that the tokens of every piece spell its text.
#[derive(Debug)]
pub(super) struct Assembly<'a> {
    stop: &'a [String],
    bytes: Vec<u8>,
    tokens: Vec<Pending>,
}

#[derive(Debug)]
struct Pending {
    /// Where its bytes end.
    end: usize,
    logprob: Option<TokenLogprob>,
}

/// A piece of text with the log probabilities of its tokens.
#[derive(Debug, Default)]
pub(super) struct Piece {
    pub(super) text: String,
    pub(super) tokens: Vec<TokenLogprob>,
    /// Whether a text to stop at came; it is not part of the piece.
    pub(super) is_last: bool,
}

impl<'a> Assembly<'a> {
    pub(super) fn new(stop: &'a [String]) -> Self {
        Self {
            stop,
            bytes: Vec::new(),
            tokens: Vec::new(),
        }
    }

    /// Adds a token and gives what is certain now.
    pub(super) fn push(&mut self, bytes: &[u8], logprob: Option<TokenLogprob>) -> Piece {
        self.bytes.extend_from_slice(bytes);
        self.tokens.push(Pending {
            end: self.bytes.len(),
            logprob,
        });
        if let Some(start) = self.stop_start() {
            return self.cut(start);
        }
        let certain = self.bytes.len() - self.uncertain();
        let ends = self.tokens.iter().map(|token| token.end);
        let end = ends
            .filter(|end| *end <= certain && self.is_boundary(*end))
            .max();
        self.take(end.unwrap_or(0))
    }

    /// Gives what was held back.
    pub(super) fn finish(&mut self) -> Piece {
        self.take(self.bytes.len())
    }

    fn take(&mut self, end: usize) -> Piece {
        let count = self.tokens.partition_point(|token| token.end <= end);
        let tokens = self.tokens.drain(..count);
        let tokens = tokens.filter_map(|token| token.logprob).collect();
        for token in &mut self.tokens {
            token.end -= end;
        }
        let bytes: Vec<u8> = self.bytes.drain(..end).collect();
        Piece {
            text: String::from_utf8(bytes).unwrap_or_else(|error| {
                // A model may well spell bytes that are no text.
                String::from_utf8_lossy(error.as_bytes()).into_owned()
            }),
            tokens,
            is_last: false,
        }
    }

    /// Gives what comes before a text to stop at. A token that begins before it keeps those of its bytes
    /// that are in the answer.
    fn cut(&mut self, start: usize) -> Piece {
        let whole = self.tokens.partition_point(|token| token.end <= start);
        let begin = whole
            .checked_sub(1)
            .and_then(|last| self.tokens.get(last))
            .map_or(0, |token| token.end);
        self.tokens.truncate(whole + usize::from(begin < start));
        if let (Some(token), Some(bytes)) =
            (self.tokens.get_mut(whole), self.bytes.get(begin..start))
        {
            token.end = start;
            token.logprob = token.logprob.take().map(|token| shortened(&token, bytes));
        }
        self.bytes.truncate(start);
        Piece {
            is_last: true,
            ..self.take(start)
        }
    }

    /// Where the first text to stop at begins.
    fn stop_start(&self) -> Option<usize> {
        let starts = self.stop.iter().filter_map(|stop| {
            let mut windows = self.bytes.windows(stop.len().max(1));
            windows.position(|window| window == stop.as_bytes())
        });
        starts.min()
    }

    /// How many bytes at the end may yet become part of a text to stop at, or of a character.
    fn uncertain(&self) -> usize {
        let stop = self.stop.iter().filter_map(|stop| {
            let lengths = 1..stop.len().min(self.bytes.len() + 1);
            let may_grow = |length: &usize| {
                let begin = stop.as_bytes().get(..*length);
                begin.is_some_and(|begin| self.bytes.ends_with(begin))
            };
            lengths.rev().find(may_grow)
        });
        stop.max().unwrap_or(0).max(self.unfinished())
    }

    /// How many bytes at the end begin a character without finishing it.
    fn unfinished(&self) -> usize {
        let last = self.bytes.utf8_chunks().last();
        let invalid = last.map_or(&[] as &[u8], |chunk| chunk.invalid());
        let length = match invalid.first() {
            Some(0xC2..=0xDF) => 2,
            Some(0xE0..=0xEF) => 3,
            Some(0xF0..=0xF4) => 4,
            _ => 0,
        };
        match self.bytes.ends_with(invalid) && invalid.len() < length {
            true => invalid.len(),
            false => 0,
        }
    }

    /// Whether no character spans this place.
    fn is_boundary(&self, at: usize) -> bool {
        let next = self.bytes.get(at);
        next.is_none_or(|byte| !matches!(byte, 0x80..=0xBF))
    }
}

/// The token with fewer bytes: those that are in the answer.
fn shortened(token: &TokenLogprob, bytes: &[u8]) -> TokenLogprob {
    let chosen: TopLogprob = token.chosen().clone().with_bytes(bytes);
    let shortened = TokenLogprob::from(chosen);
    match token.top_logprobs() {
        Some(top) => shortened.with_top_logprobs(top.iter().cloned()),
        None => shortened,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use surprisal_core::Alignment;

    fn token(bytes: &[u8]) -> Option<TokenLogprob> {
        let text = String::from_utf8_lossy(bytes);
        Some(TopLogprob::new(&text, -0.5).with_bytes(bytes).into())
    }

    /// The pieces that the tokens make up, each checked to be spelled by its own.
    fn pieces(stop: &[&str], tokens: &[&[u8]]) -> Vec<(String, usize)> {
        let stop: Vec<String> = stop.iter().map(|stop| (*stop).to_owned()).collect();
        let mut assembly = Assembly::new(&stop);
        let mut pieces = Vec::new();
        let mut keep = |piece: Piece| {
            Alignment::new(&piece.tokens, &piece.text).unwrap();
            pieces.push((piece.text, piece.tokens.len()));
            piece.is_last
        };
        for bytes in tokens {
            if keep(assembly.push(bytes, token(bytes))) {
                return pieces;
            }
        }
        keep(assembly.finish());
        pieces
    }

    fn owned(pieces: &[(&str, usize)]) -> Vec<(String, usize)> {
        let pieces = pieces.iter();
        pieces
            .map(|(text, count)| ((*text).to_owned(), *count))
            .collect()
    }

    #[test]
    fn a_split_character_is_held_back_with_its_tokens() {
        let emoji = "💙".as_bytes();
        let (first, second) = emoji.split_at(2);
        assert_eq!(
            pieces(&[], &[b"I ", first, second, b"!"]),
            owned(&[("I ", 1), ("", 0), ("💙", 2), ("!", 1), ("", 0)])
        );
    }

    #[test]
    fn a_text_to_stop_at_is_left_out() {
        assert_eq!(
            pieces(&["\n\n"], &[b"a", b"\n", b"b", b"\n", b"\n", b"c"]),
            owned(&[("a", 1), ("", 0), ("\nb", 2), ("", 0), ("", 0)])
        );
        // The stop begins within a token and ends within another.
        assert_eq!(
            pieces(&["END"], &[b"the E", b"ND of"]),
            owned(&[("", 0), ("the ", 1)])
        );
        assert_eq!(pieces(&["b", "a"], &[b"xab"]), owned(&[("x", 1)]));
    }

    #[test]
    fn what_only_looks_like_a_stop_comes_in_the_end() {
        assert_eq!(
            pieces(&["STOP"], &[b"S", b"T", b"ART"]),
            owned(&[("", 0), ("", 0), ("START", 3), ("", 0)])
        );
        assert_eq!(
            pieces(&["STOP"], &[b"S", b"TO"]),
            owned(&[("", 0), ("", 0), ("STO", 2)])
        );
    }

    #[test]
    fn bytes_that_are_no_text_are_replaced_and_nothing_waits_for_them() {
        let mut assembly = Assembly::new(&[]);
        assert_eq!(assembly.push(b"a\xff", None).text, "a\u{fffd}");
        assert_eq!(assembly.push(b"\xf0\x9f", None).text, "");
        assert_eq!(assembly.push(b"b", None).text, "\u{fffd}b");
        assert_eq!(assembly.push(b"\xf0", None).text, "");
        assert_eq!(assembly.finish().text, "\u{fffd}");
    }
}
