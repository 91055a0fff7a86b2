//! Where the text begins among the tokens that were scored, if these are what was sent.

use std::ops::Range;

use surprisal_core::{Error, Result, TokenLogprob};

use super::between::fits;

/// Where the text is among the tokens.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Place<'a> {
    /// Its first token.
    pub(super) start: usize,
    /// The bytes of that token, where only those of the others tell them.
    pub(super) first: Option<&'a [u8]>,
}

/// Finds a text that begins at `edge` of the bytes that were sent among the tokens of these. The bytes of the
/// tokens, end to end, must be those that were sent; in front of them there may be the mark with which a model
/// begins every text.
///
/// The bytes of some tokens may not be known: of the first, of which vLLM tells nothing, and of parts of a
/// character. What is known is held against what was sent, from both ends.
///
/// # Errors
///
/// [`ErrorKind::InvalidInput`](surprisal_core::ErrorKind::InvalidInput) where the text begins within a token;
/// [`ErrorKind::BadResponse`](surprisal_core::ErrorKind::BadResponse) where the tokens are not what was sent, and
/// where it cannot be told which are the text's.
pub(super) fn place<'a>(tokens: &[TokenLogprob], sent: &'a [u8], edge: usize) -> Result<Place<'a>> {
    let pieces: Vec<Option<&[u8]>> = tokens.iter().map(bytes).collect();
    let end = Run::at_the_end(&pieces, sent)?;
    let at_edge = end.token_at(edge, &pieces)?;
    if let (Some(start), 0) = (at_edge, end.bytes.start) {
        return Ok(Place { start, first: None });
    }
    let beginning = Run::at_the_beginning(&pieces, sent, &end)?;
    let between = pieces.get(beginning.tokens.end..end.tokens.start);
    let between = between.unwrap_or_default();
    let covered = sent.get(beginning.bytes.end..end.bytes.start);
    let covered = covered.unwrap_or_default();
    if !fits(between, covered, beginning.tokens.end == 0) {
        return Err(other(
            "those whose bytes are not told cannot be what lies between the others",
        ));
    }
    if let Some(start) = at_edge {
        return Ok(Place { start, first: None });
    }
    let only = Some(covered).filter(|_| between.len() == 1);
    match beginning.token_at(edge, &pieces)? {
        Some(start) => Ok(Place { start, first: None }),
        None if edge == beginning.bytes.end => Ok(Place {
            start: beginning.tokens.end,
            first: only,
        }),
        None => Err(only.map_or_else(not_told, within)),
    }
}

/// Tokens whose bytes are known and are those that were sent, without a gap.
struct Run {
    tokens: Range<usize>,
    bytes: Range<usize>,
}

impl Run {
    /// As many as there are from the end on.
    fn at_the_end(pieces: &[Option<&[u8]>], sent: &[u8]) -> Result<Self> {
        let mut first = pieces.len();
        let mut rest = sent;
        for (index, piece) in pieces.iter().enumerate().rev() {
            let Some(piece) = piece else { break };
            // What is in front of everything belongs to no text.
            if rest.is_empty() && (index == 0 || !piece.is_empty()) {
                break;
            }
            rest = rest
                .strip_suffix(*piece)
                .ok_or_else(|| not_sent(index, piece))?;
            first = index;
        }
        let before = pieces.get(..first).unwrap_or_default();
        if rest.is_empty() {
            for (index, piece) in before.iter().enumerate() {
                if !is_mark(index, *piece) {
                    return Err(not_sent(index, piece.unwrap_or_default()));
                }
            }
        } else if before.is_empty() {
            return Err(other(&format!(
                "they begin at byte {} of {}",
                rest.len(),
                sent.len()
            )));
        }
        Ok(Self {
            tokens: first..pieces.len(),
            bytes: rest.len()..sent.len(),
        })
    }

    /// As many as there are from the beginning on, up to those at the end. Marks in front are none of them.
    fn at_the_beginning(pieces: &[Option<&[u8]>], sent: &[u8], end: &Self) -> Result<Self> {
        let before = pieces.get(..end.tokens.start).unwrap_or_default();
        let whole = sent.get(..end.bytes.start).unwrap_or_default();
        let (mut first, mut rest) = (0, whole);
        let mut next = 0;
        for (index, piece) in before.iter().enumerate() {
            let Some(piece) = piece else { break };
            match rest.strip_prefix(*piece) {
                Some(behind) if index > 0 || !piece.is_empty() => rest = behind,
                _ if first == index && is_mark(index, Some(piece)) => first = index + 1,
                _ => return Err(not_sent(index, piece)),
            }
            next = index + 1;
        }
        Ok(Self {
            tokens: first..next,
            bytes: 0..whole.len() - rest.len(),
        })
    }

    /// The token that begins at this byte of what was sent; `None` if none of the run does.
    ///
    /// A part of a character may be written as a token of no bytes in front of one that has them all, so a token
    /// without bytes belongs to what follows.
    fn token_at(&self, edge: usize, pieces: &[Option<&[u8]>]) -> Result<Option<usize>> {
        let mut at = self.bytes.start;
        let run = pieces.iter().enumerate().skip(self.tokens.start);
        for (index, piece) in run.take(self.tokens.len()) {
            if at == edge {
                return Ok(Some(index));
            }
            let piece = piece.unwrap_or_default();
            if at < edge && edge < at + piece.len() {
                return Err(within(piece));
            }
            at += piece.len();
        }
        Ok(None)
    }
}

/// The bytes of a token, if they are known. A special token has none and is sent by its name.
fn bytes(token: &TokenLogprob) -> Option<&[u8]> {
    let name = token.token().filter(|name| !name.contains('\u{fffd}'));
    token.bytes().or(name.map(str::as_bytes))
}

/// Whether a token in front of what was sent may be a mark with which a model begins every text: the first if
/// nothing is told of it, and what is written as special tokens are.
fn is_mark(index: usize, piece: Option<&[u8]>) -> bool {
    match piece {
        None | Some([]) => index == 0,
        Some(name) => matches!(name, [b'<', _, .., b'>'] | [b'[', _, .., b']']),
    }
}

fn not_sent(index: usize, piece: &[u8]) -> Error {
    let piece = String::from_utf8_lossy(piece);
    other(&format!(
        "token {index} ({piece:?}) is not what is at its place"
    ))
}

fn other(why: &str) -> Error {
    Error::bad_response(format!(
        "the tokens that were scored are not those of the prompt and the text: {why}"
    ))
}

fn not_told() -> Error {
    Error::bad_response(
        "the service does not tell the bytes of the tokens where the text begins, as they are parts of a \
         character, so it cannot be told which are the text's: begin the text at another place",
    )
}

fn within(token: &[u8]) -> Error {
    let token = String::from_utf8_lossy(token);
    Error::invalid_input(format!(
        "the text begins within the token {token:?}, so it has no log probability of its own: put the space \
         between words at the beginning of the text, or end the prompt elsewhere"
    ))
}
