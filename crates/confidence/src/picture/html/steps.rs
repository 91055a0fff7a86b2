use std::fmt;

use surprisal_core::Score;

use super::tip::Bar;
use super::token::class;
use crate::picture::Doubt;
use crate::picture::piece::Piece;

/// How many tokens are in each step, with what marks it: the histogram and the legend in one.
pub(super) fn write_steps(f: &mut fmt::Formatter<'_>, pieces: &[Piece<'_>]) -> fmt::Result {
    let scores = || {
        pieces
            .iter()
            .flat_map(|piece| piece.tokens)
            .map(|token| token.score())
    };
    let total = scores().count();
    f.write_str(
        "<table class=\"steps\"><caption>Surprisal in bits</caption><thead><tr><th scope=\"col\">bits</th>\
         <th scope=\"col\">probability</th><th scope=\"col\" colspan=\"2\">tokens</th></tr></thead><tbody>",
    )?;
    for doubt in Doubt::ALL {
        let is_floor = |score: &Score| matches!(score, Score::Floor(_));
        let of_step = |score: &Score| Doubt::of(*score) == doubt && !is_floor(score);
        write_row(
            f,
            class(doubt),
            doubt.bits(),
            doubt.probability(),
            scores().filter(of_step).count(),
            total,
        )?;
        if doubt == Doubt::Great {
            let floors = scores().filter(is_floor).count();
            write_row(f, "great floor", "no number", "only a bound", floors, total)?;
        }
    }
    f.write_str("</tbody></table><p class=\"marks\"><span class=\"great off\">dotted</span> another token was likelier</p>")
}

fn write_row(
    f: &mut fmt::Formatter<'_>,
    class: &str,
    bits: &str,
    probability: &str,
    count: usize,
    total: usize,
) -> fmt::Result {
    // What does not occur in most answers is in the table of those in which it does.
    if count == 0 && (class.contains("floor") || class == "unknown") {
        return Ok(());
    }
    let share = count as f64 / total.max(1) as f64;
    write!(
        f,
        "<tr><th scope=\"row\"><span class=\"{class}\">{bits}</span></th><td>{probability}</td><td>{}</td><td>{count}</td></tr>",
        Bar(share)
    )
}
