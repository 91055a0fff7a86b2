use surprisal_confidence::TextPerplexity;

use crate::support::{near, scored};

/// The numbers of the case `inspect.perplexity.basic`, of inspect_ai's tests/scorer/test_perplexity_scorer.py, here of
/// a given text.
#[test]
fn inspect_perplexity_basic() {
    let text = TextPerplexity::of(&scored("one two six", &[-1.0, -2.0, -0.5]));
    near(text.sum().unwrap(), -3.5);
    near(text.token_perplexity().unwrap(), 3.211_270_543_153_561);
    near(text.word_perplexity().unwrap(), (3.5_f64 / 3.0).exp());
    near(text.byte_perplexity().unwrap(), (3.5_f64 / 11.0).exp());
    near(
        text.bits_per_byte().unwrap(),
        3.5 / 11.0 / std::f64::consts::LN_2,
    );
}

#[test]
fn texts_add_up_by_their_lengths() {
    let mut both = TextPerplexity::of(&scored("a", &[-4.0]));
    both += TextPerplexity::of(&scored("b c d", &[-1.0, -1.0, -1.0]));
    near(both.token_perplexity().unwrap(), (7.0_f64 / 4.0).exp());
    near(
        both.bits_per_byte().unwrap(),
        7.0 / 6.0 / std::f64::consts::LN_2,
    );
}

#[test]
fn bytes_are_bytes_and_white_space_at_the_ends_makes_no_words() {
    let text = TextPerplexity::of(&scored(" 東京 \n", &[-8.0]));
    near(text.word_perplexity().unwrap(), 8.0_f64.exp());
    near(text.byte_perplexity().unwrap(), (8.0_f64 / 9.0).exp());
}

#[test]
fn a_text_with_a_token_without_an_exact_score_has_no_perplexity() {
    for gap in [f64::NAN, -9999.0, 0.7] {
        let mut text = TextPerplexity::of(&scored("a b", &[gap, -1.0]));
        assert_eq!((text.sum(), text.bits_per_byte()), (None, None));
        text += TextPerplexity::of(&scored("c", &[-1.0]));
        assert_eq!(text.token_perplexity(), None);
    }
    assert_eq!(TextPerplexity::default().token_perplexity(), None);
    assert_eq!(
        TextPerplexity::of(&scored(" ", &[-1.0])).word_perplexity(),
        None
    );
}

#[test]
fn long_sums_lose_nothing_to_rounding() {
    let mut logprobs = vec![-9998.0];
    // Each of these is less than half of the last place of the first.
    logprobs.extend(vec![-8e-13; 100_000]);
    let one = TextPerplexity::of(&scored("x", &logprobs));
    assert!(
        (one.sum().unwrap() + 9998.0 + 8e-8).abs() < 4e-12,
        "{one:?}"
    );
    let mut parts = TextPerplexity::default();
    for part in logprobs.chunks(7) {
        parts += TextPerplexity::of(&scored("x", part));
    }
    assert!((parts.sum().unwrap() - one.sum().unwrap()).abs() < 4e-12);
}
