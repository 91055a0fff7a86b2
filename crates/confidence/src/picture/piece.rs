use surprisal_core::{Score, TokenLogprob};

use super::Doubt;
use super::spelling::hex;
use crate::utf8::unfinished;

/// What is shown as one: a token, or the tokens that are parts of the same characters.
#[derive(Clone, Debug)]
pub(super) struct Piece<'a> {
    /// What is to be read. Bytes that are no characters are spelled out.
    pub(super) text: String,
    /// The tokens, of which there is at least one, but for text that has none.
    pub(super) tokens: &'a [TokenLogprob],
    /// Whether it is part of the text: special tokens and tokens whose bytes are lost are not.
    pub(super) in_text: bool,
}

impl<'a> Piece<'a> {
    /// Text without tokens.
    pub(super) fn unscored(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            tokens: &[],
            in_text: true,
        }
    }

    /// The pieces of these tokens: as few tokens in each as make whole characters.
    pub(super) fn all(tokens: &'a [TokenLogprob]) -> Vec<Self> {
        let mut pieces = Vec::with_capacity(tokens.len());
        let mut rest = tokens;
        while let Some((count, bytes)) = first_run(rest) {
            let (tokens, after) = rest.split_at_checked(count).unwrap_or((rest, &[]));
            rest = after;
            pieces.push(match bytes {
                Some(bytes) => Self {
                    text: spelled(&bytes),
                    tokens,
                    in_text: true,
                },
                None => Self {
                    text: tokens.first().map(name).unwrap_or_default(),
                    tokens,
                    in_text: false,
                },
            });
        }
        pieces
    }

    /// The least likely of its tokens; one without a number comes before any that has one.
    pub(super) fn worst(&self) -> Option<&'a TokenLogprob> {
        self.tokens.iter().reduce(|worst, token| {
            let is_worse =
                rank(token).partial_cmp(&rank(worst)) == Some(std::cmp::Ordering::Greater);
            if is_worse { token } else { worst }
        })
    }

    /// The score of the least likely of its tokens.
    pub(super) fn score(&self) -> Score {
        self.worst().map_or(Score::Missing, TokenLogprob::score)
    }

    pub(super) fn doubt(&self) -> Doubt {
        Doubt::of(self.score())
    }
}

/// How much attention a token needs.
fn rank(token: &TokenLogprob) -> (Doubt, f64) {
    let score = token.score();
    let logprob = score.exact().unwrap_or(f64::NEG_INFINITY);
    (Doubt::of(score), -logprob)
}

/// How many tokens the next piece has, and their bytes. Nothing where there are no tokens; no bytes where the token has
/// none.
fn first_run(tokens: &[TokenLogprob]) -> Option<(usize, Option<Vec<u8>>)> {
    let Some(first) = tokens.first()?.bytes() else {
        return Some((1, None));
    };
    let mut bytes = first.to_vec();
    let mut count = 1;
    let mut open = unfinished(first).to_vec();
    for next in tokens.iter().skip(1).map(TokenLogprob::bytes) {
        // A byte that goes on with a character; after anything else the character stays unfinished.
        let goes_on = |bytes: &&[u8]| bytes.first().is_none_or(|byte| byte & 0xc0 == 0x80);
        let Some(next) = next.filter(goes_on).filter(|_| !open.is_empty()) else {
            break;
        };
        bytes.extend_from_slice(next);
        count += 1;
        open.extend_from_slice(next);
        open = unfinished(&open).to_vec();
    }
    Some((count, Some(bytes)))
}

/// The characters, with the bytes that are none spelled out.
fn spelled(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        out.push_str(chunk.valid());
        out.push_str(&hex(chunk.invalid()));
    }
    out
}

/// What a token without bytes is called.
fn name(token: &TokenLogprob) -> String {
    match (token.token(), token.id()) {
        (Some(text), _) => text.to_owned(),
        (None, Some(id)) => format!("#{id}"),
        (None, None) => "?".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use surprisal_core::TopLogprob;

    use super::*;

    fn token(bytes: &[u8], logprob: f64) -> TokenLogprob {
        let text = String::from_utf8_lossy(bytes);
        TopLogprob::new(&text, logprob).with_bytes(bytes).into()
    }

    fn texts(tokens: &[TokenLogprob]) -> Vec<String> {
        let pieces = Piece::all(tokens);
        assert_eq!(
            pieces.iter().map(|piece| piece.tokens.len()).sum::<usize>(),
            tokens.len()
        );
        pieces.into_iter().map(|piece| piece.text).collect()
    }

    #[test]
    fn parts_of_a_character_are_one_piece_with_the_worst_score() {
        let (first, second) = "💙".as_bytes().split_at(3);
        let tokens = [
            token(b"a", -0.1),
            token(first, -3.0),
            token(second, -0.1),
            token(b"b", -0.1),
        ];
        let pieces = Piece::all(&tokens);
        assert_eq!(texts(&tokens), ["a", "💙", "b"]);
        assert_eq!(pieces[1].tokens.len(), 2);
        assert_eq!(pieces[1].score(), Score::Exact(-3.0));
    }

    #[test]
    fn a_token_may_end_one_character_and_begin_the_next() {
        let bytes = "💙💚".as_bytes();
        let tokens = [
            token(&bytes[..2], 0.0),
            token(&bytes[2..6], 0.0),
            token(&bytes[6..], 0.0),
        ];
        assert_eq!(texts(&tokens), ["💙💚"]);
    }

    #[test]
    fn a_character_that_is_never_finished_is_spelled_out() {
        assert_eq!(
            texts(&[token(&[0xf0, 0x9f], 0.0), token(b"x", 0.0)]),
            [r"\xf0\x9f", "x"]
        );
        assert_eq!(
            texts(&[token(&[0x9f], 0.0), token(&[0xf0], 0.0)]),
            [r"\x9f", r"\xf0"]
        );
    }

    #[test]
    fn an_empty_token_within_a_character_does_not_part_it() {
        let (first, second) = "é".as_bytes().split_at(1);
        assert_eq!(
            texts(&[token(first, 0.0), token(b"", 0.0), token(second, 0.0)]),
            ["é"]
        );
        assert_eq!(texts(&[token(b"a", 0.0), token(b"", 0.0)]), ["a", ""]);
    }

    #[test]
    fn tokens_without_bytes_are_beside_the_text() {
        let special = TokenLogprob::from(TopLogprob::new("<|end|>", -0.1).without_bytes());
        let id = TokenLogprob::from(TopLogprob::from_id(7, -0.1));
        let tokens = [token(b"a", 0.0), special, id];
        assert_eq!(texts(&tokens), ["a", "<|end|>", "#7"]);
        let in_text: Vec<bool> = Piece::all(&tokens)
            .iter()
            .map(|piece| piece.in_text)
            .collect();
        assert_eq!(in_text, [true, false, false]);
    }

    #[test]
    fn a_floor_is_worse_than_any_number_and_no_number_is_worst() {
        let (first, second) = "é".as_bytes().split_at(1);
        let floor = [token(first, -20.0), token(second, -9999.0)];
        assert_eq!(Piece::all(&floor)[0].score(), Score::Floor(-9999.0));
        let missing = [token(first, f64::NAN), token(second, -9999.0)];
        assert_eq!(Piece::all(&missing)[0].score(), Score::Missing);
    }
}
