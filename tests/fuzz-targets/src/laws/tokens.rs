use surprisal_core::{Alignment, BytesOrigin, Logprobs, Measures, Score, TokenLogprob, TopLogprob};

/// Scores are what they say they are, and measures are of the exact ones alone.
pub(crate) fn tokens(logprobs: &Logprobs, text: &str) {
    for (_, tokens) in logprobs.channels() {
        for token in tokens {
            candidate(token.chosen());
            token
                .top_logprobs()
                .unwrap_or_default()
                .iter()
                .for_each(candidate);
            let entropy = token.entropy();
            assert!(
                entropy.is_none_or(|entropy| !entropy.nats.is_nan()),
                "{token:?}"
            );
        }
        measures(tokens);
    }
    if let Ok(alignment) = Alignment::new(logprobs.content(), text) {
        aligned(&alignment, logprobs.content().len(), text);
    }
}

fn candidate(top: &TopLogprob) {
    match (top.score(), top.logprob()) {
        (Score::Exact(score), Some(logprob)) => {
            assert!(
                score.to_bits() == logprob.to_bits() && score > -9999.0,
                "{top:?}"
            );
        }
        (Score::Floor(score), Some(logprob)) => {
            assert!(
                score.to_bits() == logprob.to_bits() && score <= -9999.0,
                "{top:?}"
            );
        }
        (Score::Missing, logprob) => assert!(logprob.is_none_or(f64::is_nan), "{top:?}"),
        other => panic!("{top:?} is {other:?}"),
    }
    if top.bytes_origin() == Some(BytesOrigin::Text) {
        let text = top.token().unwrap();
        assert_eq!(top.bytes(), Some(text.as_bytes()));
        assert!(
            !text.contains('\u{fffd}'),
            "{top:?} stands for bytes that are not known"
        );
    }
}

fn measures(tokens: &[TokenLogprob]) {
    let measures = Measures::of(tokens);
    assert_eq!(measures.count(), tokens.len());
    assert_eq!(
        measures.sum().is_some(),
        measures.exact() > 0 && measures.positive() == 0
    );
    assert!(measures.sum().is_none_or(|sum| sum <= 0.0), "{measures:?}");
    let joint = measures.joint_probability();
    assert!(
        joint.is_none_or(|joint| (0.0..=1.0).contains(&joint)),
        "{measures:?}"
    );
    assert!(
        measures.perplexity().is_none_or(|one| one >= 1.0),
        "{measures:?}"
    );
    let (head, tail) = tokens.split_at(tokens.len() / 2);
    let mut parts = Measures::of(head);
    parts += Measures::of(tail);
    assert_eq!(parts.min(), measures.min());
    assert_eq!(
        (parts.exact(), parts.floors()),
        (measures.exact(), measures.floors())
    );
}

/// Each token has a place, in order and without a gap, and is found again by it.
fn aligned(alignment: &Alignment, count: usize, text: &str) {
    let mut at = 0;
    for token in 0..count {
        let range = alignment.byte_range(token).unwrap();
        assert_eq!(range.start, at);
        at = range.end;
        assert!(range.is_empty() || alignment.tokens(range).contains(&token));
    }
    assert_eq!(at, text.len());
}
