use std::num::NonZeroUsize;

use surprisal_core::TokenLogprob;

use super::place::Place;
use crate::Interval;

/// What the entropy of the whole distribution at a token's position may be, in nats, by what its alternatives leave
/// open.
///
/// The listed candidates, and the chosen token where the list lacks it, have −Σ p ln p. The probability r that is left
/// is that of tokens none of which is likelier than the least listed one, pₖ. Entropy is least where r is on as few
/// tokens as can hold it, each with pₖ and one with the rest ρ = r − ⌊r/pₖ⌋·pₖ; it is greatest where all others are
/// equally likely:
///
/// lower = −Σ p ln p − ⌊r/pₖ⌋ · pₖ ln pₖ − ρ ln ρ, upper = −Σ p ln p − r ln(r / (V − k))
///
/// V is the number of tokens in the vocabulary. Without it, there is no upper bound where something is left: it is
/// infinite. Both bounds hold where the list is of the likeliest tokens of one distribution. What others report, the
/// sum over the list or the entropy of the list scaled up to 1, can lie outside of them.
///
/// `None` where no alternatives were listed, and where their probabilities cannot be: those of one position add up to
/// more than 1.
///
/// ```
/// use surprisal_confidence::entropy_bounds;
/// use surprisal_core::{TokenLogprob, TopLogprob};
///
/// let top = [("a", -0.105), ("b", -2.6), ("c", -4.6)].map(|(token, ln)| TopLogprob::new(token, ln));
/// let token = TokenLogprob::new("a", -0.105).with_top_logprobs(top);
/// let nats = entropy_bounds(&token, 200_019.try_into().ok()).unwrap();
/// assert!((nats.lower - 0.40789).abs() < 1e-5 && (nats.upper - 0.58536).abs() < 1e-5);
/// ```
pub fn entropy_bounds(token: &TokenLogprob, vocabulary: Option<NonZeroUsize>) -> Option<Interval> {
    let bounds = Bounds::of(token)?;
    let upper = match vocabulary {
        Some(vocabulary) => bounds.open + bounds.left_out * unlisted(vocabulary, bounds.known),
        None if bounds.left_out > 0.0 => f64::INFINITY,
        None => bounds.open,
    };
    Some(Interval::new(bounds.lower, upper.max(bounds.lower)))
}

/// The entropy of as many equally likely tokens as are not listed, in nats.
pub(super) fn unlisted(vocabulary: NonZeroUsize, known: usize) -> f64 {
    (vocabulary.get().saturating_sub(known).max(1) as f64).ln()
}

/// The bounds of a position, the upper one without the number of tokens that are not listed: they are added up over a
/// text, whose vocabulary is told later.
pub(super) struct Bounds {
    pub(super) lower: f64,
    /// −Σ p ln p − r ln r.
    pub(super) open: f64,
    /// r.
    pub(super) left_out: f64,
    pub(super) known: usize,
}

impl Bounds {
    pub(super) fn of(token: &TokenLogprob) -> Option<Self> {
        token.top_logprobs().filter(|listed| !listed.is_empty())?;
        let place = Place::of(token);
        if !place.is_possible || place.known == 0 {
            return None;
        }
        let (left_out, most) = (place.left_out, place.most);
        let full = if most > 0.0 {
            (left_out / most).floor()
        } else {
            0.0
        };
        let rest = (left_out - full * most).max(0.0);
        Some(Self {
            lower: place.entropy + full * term(most) + term(rest),
            open: place.entropy + term(left_out),
            left_out,
            known: place.known,
        })
    }
}

/// −p ln p, which is 0 for an impossible event.
fn term(probability: f64) -> f64 {
    if probability > 0.0 {
        -probability * probability.ln()
    } else {
        0.0
    }
}
