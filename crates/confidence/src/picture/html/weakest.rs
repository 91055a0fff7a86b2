use std::fmt;

use super::escape::Text;
use super::tip::{in_bits, visible, worth};
use crate::picture::Doubt;
use crate::picture::piece::Piece;

/// How many are listed.
const COUNT: usize = 5;

/// The places of the least likely pieces, the least likely first. Pieces without a number are not among them.
pub(super) fn weakest(pieces: &[Piece<'_>]) -> Vec<usize> {
    let pieces = pieces.iter().enumerate();
    let known = pieces.filter(|(_, piece)| piece.doubt() != Doubt::Unknown);
    // Once for each: a piece may have any number of tokens.
    let mut known: Vec<_> = known
        .map(|(at, piece)| (at, piece.score().exact().unwrap_or(f64::NEG_INFINITY)))
        .collect();
    known.sort_by(|(_, one), (_, other)| one.total_cmp(other));
    known.into_iter().map(|(at, _)| at).collect()
}

/// The least likely pieces that are not sure, each with a link to its place.
pub(super) fn write_weakest(
    f: &mut fmt::Formatter<'_>,
    pieces: &[Piece<'_>],
    section: usize,
) -> fmt::Result {
    let mut rest = weakest(pieces).into_iter().take(COUNT).filter_map(|at| {
        let piece = pieces.get(at).filter(|piece| piece.doubt() > Doubt::Sure)?;
        Some((at, piece, piece.worst()?))
    });
    let Some(first) = rest.next() else {
        return Ok(());
    };
    f.write_str("<h3>Weakest tokens</h3><ol class=\"weakest\">")?;
    for (at, piece, token) in std::iter::once(first).chain(rest) {
        // Part of a character says less than the character.
        let name = match piece.tokens {
            [token] => visible(token.chosen()),
            _ => piece.text.clone(),
        };
        write!(
            f,
            "<li><a href=\"#t{section}-{at}\"><bdi class=\"n\">{}</bdi></a> {}{}</li>",
            Text(&name),
            worth(token),
            in_bits(token)
        )?;
    }
    f.write_str("</ol>")
}

#[cfg(test)]
mod tests {
    use surprisal_core::TokenLogprob;

    use super::*;

    #[test]
    fn what_has_no_number_is_not_called_weak_and_floors_come_first() {
        let tokens = [-0.5, f64::NAN, -9999.0, -4.0].map(|logprob| TokenLogprob::new("x", logprob));
        assert_eq!(weakest(&Piece::all(&tokens)), [2, 3, 0]);
    }
}
