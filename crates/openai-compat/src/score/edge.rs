//! Where the text begins among the tokens that were scored, if these are what was sent.

use surprisal_core::{Error, ErrorKind, Result, TokenLogprob};

use super::between::starts as starts_between;

/// Where the text is among the tokens.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// Its first token.
    pub(super) start: usize,
    /// What that token is of the text, where it does not say so itself.
    pub(super) first: Option<Vec<u8>>,
}

/// Finds a text that begins at `edge` of the bytes that were sent among the tokens of these. The bytes of the
/// tokens, end to end, must be those that were sent; in front of them there may be the mark with which a model
/// begins every text, and the space that some tokenizers put there.
///
/// The bytes of some tokens may not be known: of the first, of which vLLM tells nothing, and of parts of a
/// character. What is known is held against what was sent, from both ends.
///
/// # Errors
///
/// [`ErrorKind::InvalidInput`](surprisal_core::ErrorKind::InvalidInput) where the text begins within a token;
/// [`ErrorKind::BadResponse`](surprisal_core::ErrorKind::BadResponse) where the tokens are not what was sent, and
/// where it cannot be told which are the text's.
pub(super) fn place(tokens: &[TokenLogprob], sent: &[u8], edge: usize) -> Result<Place> {
    let error = match place_among(tokens, sent, edge) {
        Err(error) if error.kind() == ErrorKind::BadResponse => error,
        known => return known,
    };
    let with_space = [b" ", sent].concat();
    let behind_space = if edge == 0 { 0 } else { edge + 1 };
    match place_among(tokens, &with_space, behind_space) {
        Ok(mut place) if edge == 0 => {
            let told = || tokens.get(place.start).and_then(bytes).map(<[u8]>::to_vec);
            let first = place.first.take().or_else(told);
            place.first = first.and_then(|first| Some(first.strip_prefix(b" ")?.to_vec()));
            Ok(place)
        }
        Err(other) if other.kind() == ErrorKind::BadResponse => Err(error),
        known => known,
    }
}

/// The same without a space in front.
fn place_among(tokens: &[TokenLogprob], sent: &[u8], edge: usize) -> Result<Place> {
    let pieces: Vec<Option<&[u8]>> = tokens.iter().map(bytes).collect();
    if pieces.len() > 1 && pieces.iter().all(Option::is_none) {
        return Err(not_told("any token"));
    }
    let starts = starts_of_all(&pieces, sent)?;
    let ends = starts.iter().skip(1).copied().chain([Some(sent.len())]);
    for (index, (start, end)) in starts.iter().zip(ends).enumerate() {
        let Some(start) = *start else { continue };
        let token = end.and_then(|end| sent.get(start..end));
        // It begins where the next one does: a mark of which nothing is told.
        let is_mark = index == 0 && token.is_some_and(<[u8]>::is_empty);
        if start == edge && !is_mark {
            let is_told = pieces.get(index).is_some_and(Option::is_some);
            return Ok(Place {
                start: index,
                first: token.filter(|_| !is_told).map(<[u8]>::to_vec),
            });
        }
        if let Some(token) = token
            && (start + 1..start + token.len()).contains(&edge)
        {
            return Err(within(token));
        }
    }
    Err(not_told("the tokens where the text begins"))
}

/// Where each token begins among the bytes that were sent, as far as it can be told; a mark in front nowhere.
///
/// A part of a character may be written as a token of no bytes in front of one that has them all: it begins where
/// that begins, and so belongs to the same text.
fn starts_of_all(pieces: &[Option<&[u8]>], sent: &[u8]) -> Result<Vec<Option<usize>>> {
    let mut starts = vec![None; pieces.len()];
    // From the end on, as long as it is known what the tokens are.
    let (mut first, mut rest) = (pieces.len(), sent);
    for (index, (piece, start)) in pieces.iter().zip(&mut starts).enumerate().rev() {
        let Some(piece) = *piece else { break };
        // What is in front of everything belongs to no text.
        if rest.is_empty() && (index == 0 || !piece.is_empty()) {
            break;
        }
        let before = rest.strip_suffix(piece);
        rest = before.ok_or_else(|| not_sent(index, piece))?;
        *start = Some(rest.len());
        first = index;
    }
    let before = pieces.get(..first).unwrap_or_default();
    if rest.is_empty() {
        for (index, piece) in before.iter().enumerate() {
            if !is_mark(index, *piece) {
                return Err(not_sent(index, piece.unwrap_or_default()));
            }
        }
        return Ok(starts);
    }
    if before.is_empty() {
        let (from, length) = (rest.len(), sent.len());
        return Err(other(&format!("they begin at byte {from} of {length}")));
    }
    // And from the beginning on.
    let (mut next, mut at) = (0, 0);
    for (index, (piece, start)) in before.iter().zip(&mut starts).enumerate() {
        let Some(piece) = *piece else { break };
        match rest.strip_prefix(piece) {
            Some(behind) if index > 0 || !piece.is_empty() => {
                rest = behind;
                *start = Some(at);
                at += piece.len();
            }
            _ if at == 0 && is_mark(index, Some(piece)) => {}
            _ => return Err(not_sent(index, piece)),
        }
        next = index + 1;
    }
    let between = before.get(next..).unwrap_or_default();
    let between = starts_between(between, rest, next == 0).ok_or_else(|| {
        other("those whose bytes are not told cannot be what lies between the others")
    })?;
    for (start, found) in starts.iter_mut().skip(next).zip(between) {
        *start = found.map(|found| at + found);
    }
    Ok(starts)
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

fn not_told(what: &str) -> Error {
    Error::bad_response(format!(
        "the service does not tell the bytes of {what}, so it cannot be told which are the text's; where they are \
         parts of a character, begin the text at another place"
    ))
}

fn within(token: &[u8]) -> Error {
    let token = String::from_utf8_lossy(token);
    Error::invalid_input(format!(
        "the text begins within the token {token:?}, so it has no log probability of its own: put the space \
         between words at the beginning of the text, or end the prompt elsewhere"
    ))
}
