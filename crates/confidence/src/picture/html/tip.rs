use std::fmt;

use surprisal_core::{Score, TokenLogprob, TopLogprob};

use super::escape::Text;
use crate::entropy_bounds;
use crate::picture::piece::Piece;
use crate::picture::position::{self, Rank};
use crate::picture::spelling::hex;
use crate::picture::{Doubt, number};

/// A probability below this may be what rounding left.
const ROUNDING: f64 = 1e-9;

/// What is told of a piece: its token, or the least likely of its tokens, with the alternatives. It is hidden until the
/// piece is pointed at, focused or tapped.
pub(super) fn write_tip(f: &mut fmt::Formatter<'_>, piece: &Piece<'_>, id: &str) -> fmt::Result {
    write!(f, "<span class=\"tip\" role=\"tooltip\" id=\"d{id}\">")?;
    if piece.tokens.len() > 1 {
        let count = piece.tokens.len();
        write!(f, "<span class=\"l\">{count} tokens make up this text:")?;
        for token in piece.tokens {
            let (name, worth) = (visible(token.chosen()), worth(token));
            write!(f, " <bdi class=\"n\">{}</bdi> {worth}", Text(&name))?;
        }
        f.write_str(". The least likely:</span>")?;
    }
    if let Some(token) = piece.worst() {
        write_head(f, token)?;
        write_bars(f, token)?;
        write_rest(f, token)?;
    }
    f.write_str("</span>")
}

/// The token as it can be seen: spaces, tabs and line breaks as signs, bytes that are no characters spelled out.
pub(super) fn visible(token: &TopLogprob) -> String {
    let mut out = String::new();
    match (token.bytes(), token.token(), token.id()) {
        (Some(bytes), ..) => {
            for chunk in bytes.utf8_chunks() {
                out.push_str(chunk.valid());
                out.push_str(&hex(chunk.invalid()));
            }
        }
        (None, Some(text), _) => out.push_str(text),
        (None, None, Some(id)) => return format!("#{id}"),
        (None, None, None) => return "?".to_owned(),
    }
    match out.as_str() {
        "" => "∅".to_owned(),
        _ => out.replace(' ', "␣").replace('\n', "⏎").replace('\t', "⇥"),
    }
}

fn write_head(f: &mut fmt::Formatter<'_>, token: &TokenLogprob) -> fmt::Result {
    write!(
        f,
        "<span class=\"h\"><bdi class=\"n\">{}</bdi></span><span class=\"l\">p {}{}",
        Text(&visible(token.chosen())),
        worth(token),
        in_bits(token)
    )?;
    match position::rank(token) {
        Some(Rank::At(rank)) => write!(f, " · rank {rank}")?,
        Some(Rank::Behind(count)) => write!(f, " · rank over {count}")?,
        None => {}
    }
    f.write_str("</span>")
}

/// The probability of a token, or what is known of it.
pub(super) fn worth(token: &TokenLogprob) -> String {
    match position::at_most(token) {
        Some(bound) if bound > 0.0 => format!("≤ {}", number::percent(bound)),
        _ => probability(token.score()),
    }
}

/// Its surprisal, behind its probability; nothing where there is no number.
pub(super) fn in_bits(token: &TokenLogprob) -> String {
    let bits = |logprob| number::three_digits(number::bits(logprob));
    match (position::at_most(token), token.score()) {
        (Some(bound), _) if bound > 0.0 => format!(" · ≥ {} bits", bits(bound.ln())),
        (None, Score::Exact(logprob)) if Doubt::of(token.score()) != Doubt::Unknown => {
            format!(" · {} bits", bits(logprob))
        }
        _ => String::new(),
    }
}

fn probability(score: Score) -> String {
    match score {
        Score::Exact(logprob) if Doubt::of(score) != Doubt::Unknown => {
            number::percent(logprob.exp())
        }
        Score::Floor(_) => "≈ 0".to_owned(),
        _ => "unknown".to_owned(),
    }
}

/// A bar for each alternative, on one scale from 0 to 1.
fn write_bars(f: &mut fmt::Formatter<'_>, token: &TokenLogprob) -> fmt::Result {
    if token.top_logprobs().is_none_or(<[_]>::is_empty) {
        return f.write_str("<span class=\"l\">no alternatives are known</span>");
    }
    f.write_str("<span class=\"bars\">")?;
    for top in token.candidates() {
        let is_chosen = top.is_same_token(token.chosen());
        let worth = match is_chosen {
            true => worth(token),
            false => probability(top.score()),
        };
        write!(
            f,
            "<span class=\"r{}\"><span>{}</span><bdi class=\"n\">{}</bdi>{}<span>{worth}</span></span>",
            if is_chosen { " is" } else { "" },
            if is_chosen { "▸" } else { "" },
            Text(&visible(top)),
            Bar(top.probability().unwrap_or_default())
        )?;
    }
    if let Some(other) = position::other(token).filter(|other| *other > ROUNDING) {
        let percent = number::percent(other);
        write!(
            f,
            "<span class=\"r\"><span></span><i>other</i>{}<span>≥ {percent}</span></span>",
            Bar(other)
        )?;
    }
    f.write_str("</span>")
}

/// A share, 0 to 1, as a bar. An attribute of SVG is no style, so that the policy of the page can forbid styles that
/// are not its own.
pub(super) struct Bar(pub(super) f64);

impl fmt::Display for Bar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = self.0.clamp(0.0, 1.0) * 100.0;
        write!(
            f,
            "<svg class=\"bar\" viewBox=\"0 0 100 8\" preserveAspectRatio=\"none\" aria-hidden=\"true\">\
             <rect width=\"{width:.2}\" height=\"8\"/></svg>"
        )
    }
}

fn write_rest(f: &mut fmt::Formatter<'_>, token: &TokenLogprob) -> fmt::Result {
    if let Some(entropy) = entropy_bounds(token, None) {
        // How much the others can add to it depends on how many there are, which nobody says.
        let is_open = position::other(token).is_some_and(|other| other > ROUNDING);
        let sign = if is_open { "≥ " } else { "" };
        let bits = number::three_digits(number::bits(-entropy.lower));
        write!(f, "<span class=\"l\">entropy {sign}{bits} bits</span>")?;
    }
    if let Some(excess) = position::excess(token) {
        let sum = 1.0 + excess;
        write!(
            f,
            "<span class=\"l\">the probabilities add up to {sum:.3}: they are of no distribution</span>"
        )?;
    }
    match token.bytes() {
        Some(bytes) if str::from_utf8(bytes).is_err() => {
            f.write_str("<span class=\"l\">bytes")?;
            for byte in bytes {
                write!(f, " {byte:02x}")?;
            }
            f.write_str("</span>")
        }
        None => {
            f.write_str("<span class=\"l\">not part of the text, or its bytes are not known</span>")
        }
        Some(_) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Tip<'a>(&'a [TokenLogprob]);

    impl fmt::Display for Tip<'_> {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            Piece::all(self.0)
                .iter()
                .try_for_each(|piece| write_tip(f, piece, "0-0"))
        }
    }

    fn top(text: &str, probability: f64) -> TopLogprob {
        TopLogprob::new(text, probability.ln())
    }

    #[test]
    fn a_tip_has_the_alternatives_and_what_they_leave() {
        let token = TokenLogprob::from(top(" sky", 0.3))
            .with_top_logprobs([top(" sea", 0.5), top(" sky", 0.3)]);
        let tip = Tip(&[token]).to_string();
        assert!(tip.contains("p 30.0 % · 1.74 bits · rank 2"), "{tip}");
        assert!(
            tip.contains("<span class=\"r is\"><span>▸</span><bdi class=\"n\">␣sky</bdi>"),
            "{tip}"
        );
        assert!(tip.contains("<rect width=\"50.00\""), "{tip}");
        assert!(
            tip.contains("<i>other</i>") && tip.contains("<span>≥ 20.0 %</span>"),
            "{tip}"
        );
        // The rest is on one token at the least: −Σ p log₂ p of 0.5, 0.3 and 0.2.
        assert!(tip.contains("entropy ≥ 1.49 bits"), "{tip}");
    }

    #[test]
    fn a_floor_is_bounded_and_has_no_number_of_its_own() {
        let token =
            TokenLogprob::new("x", -9999.0).with_top_logprobs([top("a", 0.7), top("b", 0.2)]);
        let tip = Tip(&[token]).to_string();
        assert!(
            tip.contains("p ≤ 10.0 % · ≥ 3.32 bits · rank over 2"),
            "{tip}"
        );
    }

    #[test]
    fn what_is_too_little_for_a_number_is_about_0() {
        let tip = Tip(&[TokenLogprob::new("x", -900.0)]).to_string();
        assert!(tip.contains("p ≈ 0 · 1298 bits"), "{tip}");
        let token = TokenLogprob::new("x", -9999.0).with_top_logprobs([top("a", 1.0)]);
        let tip = Tip(&[token]).to_string();
        assert!(tip.contains("p ≈ 0 · rank over 1"), "{tip}");
    }

    #[test]
    fn parts_of_a_character_are_listed_with_their_bytes() {
        let (first, second) = "💙".as_bytes().split_at(3);
        let part = |bytes: &[u8], probability: f64| {
            TokenLogprob::from(top("", probability).with_bytes(bytes))
        };
        let tip = Tip(&[part(first, 0.9), part(second, 0.4)]).to_string();
        assert!(
            tip.contains(
                "2 tokens make up this text: <bdi class=\"n\">\\xf0\\x9f\\x92</bdi> 90.0 %"
            ),
            "{tip}"
        );
        assert!(tip.contains("bytes 99"), "{tip}");
        assert!(tip.contains("no alternatives are known"), "{tip}");
    }

    #[test]
    fn what_is_no_distribution_is_said_to_be_none() {
        let token =
            TokenLogprob::from(top("a", 0.9)).with_top_logprobs([top("a", 0.9), top("b", 0.5)]);
        assert!(Tip(&[token]).to_string().contains("add up to 1.400"));
    }

    #[test]
    fn white_space_is_seen() {
        assert_eq!(visible(&top(" a\n\t", 1.0)), "␣a⏎⇥");
        assert_eq!(visible(&top("", 1.0)), "∅");
    }
}
