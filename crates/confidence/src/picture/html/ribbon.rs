use std::fmt;

use surprisal_core::Score;

use super::token::class;
use crate::picture::piece::Piece;
use crate::picture::{Doubt, number};

/// Its height in pixels, which stands for this many bits or more.
const HEIGHT: f64 = 24.0;
const BITS: f64 = 6.0;

/// The surprisal along the text, one bar a piece: where in a long text the doubt is.
pub(super) fn write_ribbon(f: &mut fmt::Formatter<'_>, pieces: &[Piece<'_>]) -> fmt::Result {
    if pieces.len() < 2 {
        return Ok(());
    }
    let doubtful = pieces
        .iter()
        .filter(|piece| piece.doubt() > Doubt::Sure)
        .count();
    write!(
        f,
        "<svg class=\"ribbon\" viewBox=\"0 0 {} {HEIGHT}\" preserveAspectRatio=\"none\" role=\"img\" \
         aria-label=\"surprisal along the text: {doubtful} of {} places are doubtful\">",
        pieces.len(),
        pieces.len()
    )?;
    for (at, piece) in pieces.iter().enumerate() {
        let share = match piece.score() {
            Score::Exact(logprob) => (number::bits(logprob) / BITS).clamp(0.06, 1.0),
            _ => 1.0,
        };
        let height = share * HEIGHT;
        write!(
            f,
            "<rect class=\"{}\" x=\"{at}\" y=\"{:.1}\" width=\"1\" height=\"{height:.1}\"/>",
            class(piece.doubt()),
            HEIGHT - height
        )?;
    }
    f.write_str("</svg>")
}
