//! What the alternatives of a position say of its token.

use surprisal_core::{Score, TokenLogprob};

use crate::measure::Place;

/// What the alternatives say of the position; `None` where none has a number.
fn place(token: &TokenLogprob) -> Option<Place> {
    token.top_logprobs().filter(|list| !list.is_empty())?;
    Some(Place::of(token)).filter(|place| place.known > 0)
}

/// The probability that none of the known candidates has; `None` where no list was sent.
pub(super) fn other(token: &TokenLogprob) -> Option<f64> {
    place(token).map(|place| place.left_out)
}

/// By how much the probabilities of the candidates are more than 1, where that is no rounding.
pub(super) fn excess(token: &TokenLogprob) -> Option<f64> {
    place(token).filter(|place| !place.is_possible)?;
    let exact = token.candidates().filter_map(|top| top.score().exact());
    Some(exact.map(f64::exp).sum::<f64>() - 1.0)
}

/// The most that the probability of a token without an exact score may be: it is not above the least that is listed,
/// and not above what all that are listed leave. `None` where nothing is listed.
pub(super) fn at_most(token: &TokenLogprob) -> Option<f64> {
    let is_floor = matches!(token.score(), Score::Floor(_));
    place(token).filter(|_| is_floor).map(|place| place.most)
}

/// The place of a token among all candidates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rank {
    /// 1 is the likeliest.
    At(u32),
    /// Behind this many, which are all that are listed.
    Behind(u32),
}

/// The place of the token: as the provider says, or by its list. `None` where neither tells.
pub(super) fn rank(token: &TokenLogprob) -> Option<Rank> {
    if let Some(rank) = token.rank() {
        return Some(Rank::At(rank));
    }
    let list = token.top_logprobs().filter(|list| !list.is_empty())?;
    let chosen = list.iter().find(|top| top.is_same_token(token.chosen()));
    let own = chosen.unwrap_or(token.chosen()).score().exact();
    let likelier = list.iter().filter(|top| match (top.score().exact(), own) {
        (Some(theirs), Some(own)) => theirs > own,
        (Some(_), None) => true,
        _ => false,
    });
    let likelier = u32::try_from(likelier.count()).unwrap_or(u32::MAX);
    // A list that lacks the token says only who is before it.
    match chosen {
        None if likelier as usize == list.len() => Some(Rank::Behind(likelier)),
        _ => Some(Rank::At(likelier.saturating_add(1))),
    }
}

/// Whether another token was likelier.
pub(super) fn is_off_top(token: &TokenLogprob) -> bool {
    match rank(token) {
        Some(Rank::At(rank)) => rank > 1,
        Some(Rank::Behind(count)) => count > 0,
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use surprisal_core::TopLogprob;

    use super::*;

    fn of(logprob: f64, list: &[(&str, f64)]) -> TokenLogprob {
        let list = list
            .iter()
            .map(|(text, probability)| TopLogprob::new(text, probability.ln()));
        TokenLogprob::new("c", logprob).with_top_logprobs(list)
    }

    #[test]
    fn a_rank_is_by_the_list_unless_the_provider_says_it() {
        let likely = of(0.6_f64.ln(), &[("c", 0.6), ("a", 0.3)]);
        assert_eq!(
            (rank(&likely), is_off_top(&likely)),
            (Some(Rank::At(1)), false)
        );
        let second = of(0.3_f64.ln(), &[("a", 0.6), ("c", 0.3)]);
        assert_eq!(
            (rank(&second), is_off_top(&second)),
            (Some(Rank::At(2)), true)
        );
        let outside = of(0.01_f64.ln(), &[("a", 0.6), ("b", 0.3)]);
        assert_eq!(
            (rank(&outside), is_off_top(&outside)),
            (Some(Rank::Behind(2)), true)
        );
        let said = TokenLogprob::from(TopLogprob::new("c", -1.0).with_rank(9));
        assert_eq!(rank(&said), Some(Rank::At(9)));
    }

    #[test]
    fn without_a_list_nothing_is_said() {
        for token in [of(-5.0, &[]), TokenLogprob::new("c", -5.0)] {
            assert_eq!((rank(&token), is_off_top(&token)), (None, false));
            assert_eq!((other(&token), at_most(&token)), (None, None));
        }
    }

    #[test]
    fn equally_likely_tokens_share_their_rank() {
        let tie = of(0.4_f64.ln(), &[("a", 0.4), ("c", 0.4)]);
        assert_eq!(rank(&tie), Some(Rank::At(1)));
    }

    #[test]
    fn a_floor_is_bounded_by_the_list_and_by_what_it_leaves() {
        let by_least = of(-9999.0, &[("a", 0.5), ("b", 0.1)]);
        assert!((at_most(&by_least).unwrap() - 0.1).abs() < 1e-12);
        let by_rest = of(-9999.0, &[("a", 0.5), ("b", 0.48)]);
        assert!((at_most(&by_rest).unwrap() - 0.02).abs() < 1e-12);
        assert_eq!(at_most(&of(-1.0, &[("a", 0.5)])), None);
    }

    #[test]
    fn more_than_certainty_is_reported() {
        assert!((excess(&of(-0.1, &[("a", 0.9)])).unwrap() - 0.8048).abs() < 1e-3);
        assert_eq!(excess(&of(0.6_f64.ln(), &[("c", 0.6), ("a", 0.4)])), None);
    }
}
