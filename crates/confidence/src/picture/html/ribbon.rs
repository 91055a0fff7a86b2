use std::fmt;

use surprisal_core::Score;

use super::token::class;
use crate::picture::piece::Piece;
use crate::picture::{Doubt, number};

/// Its height in pixels, which stands for this many bits or more.
const HEIGHT: f64 = 24.0;
const BITS: f64 = 6.0;

/// How many bars there are at most: of thinner ones the dark would not be seen.
const BARS: usize = 400;

/// The surprisal along the text: where in a long one the doubt is. One bar a piece, or the worst of as many pieces as
/// share one.
pub(super) fn write_ribbon<'a>(f: &mut fmt::Formatter<'_>, pieces: &'a [Piece<'a>]) -> fmt::Result {
    if pieces.len() < 2 {
        return Ok(());
    }
    let shared = pieces.len().div_ceil(BARS);
    let bars = pieces.len().div_ceil(shared);
    let doubtful = pieces
        .iter()
        .filter(|piece| piece.doubt() > Doubt::Sure)
        .count();
    write!(
        f,
        "<svg class=\"ribbon\" viewBox=\"0 0 {bars} {HEIGHT}\" preserveAspectRatio=\"none\" role=\"img\" \
         aria-label=\"surprisal along the text: {doubtful} of {} places are doubtful\">",
        pieces.len()
    )?;
    let worst = |pieces: &'a [Piece<'a>]| {
        let weights = pieces.iter().map(|piece| (piece, weight(piece)));
        weights.max_by(|(_, one), (_, other)| one.total_cmp(other))
    };
    for (at, (piece, _)) in pieces.chunks(shared).filter_map(worst).enumerate() {
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

/// How much of a bar a piece has a right to, in bits: what is unknown gives way to great doubt alone.
fn weight(piece: &Piece<'_>) -> f64 {
    match (piece.doubt(), piece.score()) {
        (Doubt::Unknown, _) => 4.3,
        (_, Score::Exact(logprob)) => number::bits(logprob),
        _ => f64::INFINITY,
    }
}

#[cfg(test)]
mod tests {
    use surprisal_core::TokenLogprob;

    use super::*;

    struct Ribbon<'a>(&'a [TokenLogprob]);

    impl fmt::Display for Ribbon<'_> {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            write_ribbon(f, &Piece::all(self.0))
        }
    }

    #[test]
    fn a_long_text_has_bars_that_can_be_seen_and_its_one_doubt_among_them() {
        let mut tokens = vec![TokenLogprob::new("x", -0.01); 10_000];
        tokens[5003] = TokenLogprob::new("x", -5.0);
        tokens[5004] = TokenLogprob::new("x", f64::NAN);
        let ribbon = Ribbon(&tokens).to_string();
        assert_eq!(ribbon.matches("<rect").count(), 400);
        assert_eq!(ribbon.matches("class=\"great\" x=\"200\"").count(), 1);
        assert!(ribbon.contains("viewBox=\"0 0 400 24\""));
        assert!(ribbon.contains("2 of 10000 places"));
        let short = Ribbon(&tokens[..3]).to_string();
        assert_eq!(short.matches("<rect").count(), 3);
    }
}
