use std::fmt;

use surprisal_core::{Basis, Measures};

use super::tip::worth;
use super::weakest::weakest;
use crate::picture::Doubt;
use crate::picture::number::{bits, three_digits};
use crate::picture::piece::Piece;

/// What the tokens come to.
pub(super) fn write_facts(
    f: &mut fmt::Formatter<'_>,
    pieces: &[Piece<'_>],
    basis: Option<Basis>,
    section: usize,
) -> fmt::Result {
    let tokens = || pieces.iter().flat_map(|piece| piece.tokens);
    let measures = Measures::of(tokens());
    // What is above 0 is no log probability, and in no mean.
    let possible =
        Measures::of(tokens().filter(|token| Doubt::of(token.score()) != Doubt::Unknown));
    f.write_str("<dl class=\"facts\">")?;
    write_fact(f, "tokens", measures.count())?;
    if let Some(perplexity) = possible.perplexity() {
        write_fact(f, "perplexity", three_digits(perplexity))?;
    }
    if let Some(mean) = possible.mean() {
        write_fact(f, "mean bits", three_digits(bits(mean)))?;
    }
    let least = weakest(pieces).first().copied();
    if let Some((at, token)) = least.and_then(|at| Some((at, pieces.get(at)?.worst()?))) {
        let link = format!("<a href=\"#t{section}-{at}\">{}</a>", worth(token));
        write_fact(f, "min p", link)?;
    }
    for (name, count) in [
        ("bounded, left out", measures.floors()),
        ("unknown, left out", measures.missing()),
        ("impossible, left out", measures.positive()),
    ] {
        if count > 0 {
            write_fact(f, name, count)?;
        }
    }
    match basis {
        Some(Basis::Raw) => write_fact(f, "distribution", "the model's own")?,
        Some(Basis::Sampling) => write_fact(f, "distribution", "after sampling options")?,
        _ => {}
    }
    f.write_str("</dl>")
}

/// A name with its value, which is markup of ours.
fn write_fact(f: &mut fmt::Formatter<'_>, name: &str, value: impl fmt::Display) -> fmt::Result {
    write!(f, "<div><dt>{name}</dt><dd>{value}</dd></div>")
}
