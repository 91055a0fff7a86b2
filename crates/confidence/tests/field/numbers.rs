//! Which tokens a value has, and what its numbers are worth. The tokens are made up.

use surprisal_confidence::{Boundary, Fields, Interval};
use surprisal_core::{TokenLogprob, TopLogprob};

use crate::common::{assert_near, tokens, weakest};

#[test]
fn the_byte_by_which_a_number_ends_is_its_closer() {
    let tokens = tokens([
        ("[", -0.1),
        ("4", -0.2),
        ("2", -0.4),
        ("\n", -0.8),
        ("]", -1.6),
    ]);
    let fields = Fields::of_tokens(&tokens).unwrap();
    let number = fields.field("/0").unwrap();
    assert_near(number.content().sum(), -0.6, 1e-12);
    assert_near(number.with_opener().sum(), -0.6, 1e-12);
    assert_near(number.with_boundaries().sum(), -1.4, 1e-12);
    assert_eq!((number.byte_range(), number.token_range()), (1..3, 1..3));
    let whole = fields.field("").unwrap();
    assert_near(whole.with_boundaries().sum(), -3.1, 1e-12);
    assert_near(whole.content().sum(), -1.4, 1e-12);
}

#[test]
fn a_number_with_which_the_text_ends_and_a_word_have_no_closer() {
    let number = tokens([("4", -0.2), ("2", -0.4)]);
    let fields = Fields::of_tokens(&number).unwrap();
    assert_near(
        fields.field("").unwrap().with_boundaries().sum(),
        -0.6,
        1e-12,
    );
    let word = tokens([("[", -0.1), ("true", -0.2), ("]", -0.4)]);
    let fields = Fields::of_tokens(&word).unwrap();
    assert_eq!(
        fields.field("/0").unwrap().with_boundaries().sum(),
        Some(-0.2)
    );
}

#[test]
fn a_value_without_content_has_its_boundaries_alone() {
    let tokens = tokens([
        ("{\"a\":", -0.1),
        ("\"\"", -0.5),
        (",\"b\":", -0.2),
        ("[", -0.3),
        ("]}", -0.4),
    ]);
    let fields = Fields::of_tokens(&tokens).unwrap();
    let text = fields.field("/a").unwrap();
    assert_eq!((text.content().sum(), text.tokens().len()), (None, 0));
    assert_eq!(text.with_opener().sum(), Some(-0.5));
    assert_eq!(text.with_boundaries().sum(), Some(-0.5));
    assert_eq!(
        (text.start_boundary(), text.end_boundary()),
        (Boundary::Shared, Boundary::Shared)
    );
    assert_eq!((text.decision().token, text.decision().offset), (1, 1));
    assert_eq!(text.probability(), Some(Interval::exact((-0.5_f64).exp())));
    let list = fields.field("/b").unwrap();
    assert_eq!(
        (list.content().sum(), list.with_opener().sum()),
        (None, Some(-0.3))
    );
    assert_eq!(list.with_boundaries().sum(), Some(-0.3 + -0.4));
    assert_eq!(list.decision_token().unwrap().token(), Some("]}"));
    assert_eq!(weakest(&fields, 9), ["/b", "/a"]);
}

#[test]
fn a_token_of_two_values_counts_as_a_whole_for_both_and_that_is_told() {
    let tokens = tokens([("[", -0.1), ("1,2", -3.0), ("]", -0.2)]);
    let fields = Fields::of_tokens(&tokens).unwrap();
    let edges: Vec<_> = fields
        .iter()
        .map(|field| (field.start_boundary(), field.end_boundary()))
        .collect();
    assert_eq!(
        edges,
        [
            (Boundary::Clean, Boundary::Shared),
            (Boundary::Shared, Boundary::Clean)
        ]
    );
    for field in fields.iter() {
        assert_eq!(field.content().sum(), Some(-3.0));
        assert!(field.is_shared());
    }
}

#[test]
fn the_alternatives_of_a_value_are_those_of_the_token_where_it_begins() {
    let currency = TokenLogprob::new(" \"USD", -0.2).with_top_logprobs([
        TopLogprob::new(" \"USD", -0.2),
        TopLogprob::new(" \"EUR", -1.8),
    ]);
    let tokens = [
        TokenLogprob::new("{\"currency\":", 0.0),
        currency,
        TokenLogprob::new("\"}", 0.0),
    ];
    let fields = Fields::of_tokens(&tokens).unwrap();
    let field = fields.field("/currency").unwrap();
    assert_eq!((field.decision().token, field.decision().offset), (1, 2));
    let top = field.decision_token().unwrap().top_logprobs().unwrap();
    let offset = field.decision().offset;
    let labels: Vec<_> = top
        .iter()
        .map(|top| &top.bytes().unwrap()[offset..])
        .collect();
    assert_eq!(labels, [b"USD", b"EUR"]);
}

#[test]
fn floors_and_missing_scores_are_counted_and_bounded() {
    let tokens = [
        TokenLogprob::new("[\"", -0.1),
        TokenLogprob::new("a", -1.0),
        TokenLogprob::new("b", -9999.0),
        TokenLogprob::new("\",\"", -0.1),
        TokenLogprob::new("c", -2.0),
        TopLogprob::new("d", 0.0).without_logprob().into(),
        TokenLogprob::new("\",\"", -0.1),
        TopLogprob::new("e", 0.0).without_logprob().into(),
        TokenLogprob::new("\",\"", -0.1),
        TokenLogprob::new("f", -5.0),
        TokenLogprob::new("\"]", -0.1),
    ];
    let fields = Fields::of_tokens(&tokens).unwrap();
    let of = |pointer| fields.field(pointer).unwrap();
    let floor = of("/0");
    assert_eq!(
        (floor.content().sum(), floor.content().floors()),
        (Some(-1.0), 1)
    );
    // Nothing is listed beside it, so there is no telling how unlikely it is.
    assert_eq!(
        floor.probability(),
        Some(Interval::new(0.0, (-1.0_f64).exp()))
    );
    assert_eq!(floor.weakest_token().unwrap().token(), Some("b"));
    let missing = of("/1");
    assert_eq!(
        (missing.content().sum(), missing.content().missing()),
        (Some(-2.0), 1)
    );
    assert_eq!(
        missing.probability(),
        Some(Interval::new(0.0, (-2.0_f64).exp()))
    );
    let nothing = of("/2");
    assert_eq!(
        (nothing.content().sum(), nothing.probability()),
        (None, None)
    );
    assert_eq!(nothing.weakest_token(), None);
    assert_eq!(
        of("/3").probability(),
        Some(Interval::exact((-5.0_f64).exp()))
    );
    assert_eq!(weakest(&fields, 3), ["/0", "/1", "/2"]);
}

#[test]
fn special_tokens_take_no_room() {
    let end = TopLogprob::new("<|end|>", -0.7).without_bytes().into();
    let tokens = [
        TokenLogprob::new("[1", -0.1),
        TokenLogprob::new("]", -0.2),
        end,
    ];
    let fields = Fields::of_tokens(&tokens).unwrap();
    assert_eq!(fields.field("").unwrap().with_boundaries().count(), 2);
}

#[test]
fn a_floor_is_at_most_what_the_list_leaves_it() {
    let floor = |top: &[(&str, f64)]| {
        let top = top.iter().map(|(text, ln)| TopLogprob::new(text, *ln));
        TokenLogprob::new("b", -9999.0).with_top_logprobs(top)
    };
    let tokens = [
        TokenLogprob::new("[\"", -0.1),
        TokenLogprob::new("a", -1.0),
        floor(&[("x", -0.5), ("y", -3.0)]),
        TokenLogprob::new("\"]", -0.1),
    ];
    let fields = Fields::of_tokens(&tokens).unwrap();
    let probability = fields.field("/0").unwrap().probability().unwrap();
    assert!((probability.upper - (-4.0_f64).exp()).abs() < 1e-12);
    assert!(probability.lower == 0.0 && !probability.is_exact());
}

#[test]
fn a_value_with_what_is_no_log_probability_has_none_and_is_not_the_surest() {
    let tokens = tokens([
        ("[1,", -0.1),
        ("2", 0.4),
        (",", -0.1),
        ("3", -0.2),
        ("]", 0.0),
    ]);
    let fields = Fields::of_tokens(&tokens).unwrap();
    let two = fields.field("/1").unwrap();
    assert_eq!((two.content().positive(), two.content().sum()), (1, None));
    assert_eq!(two.probability(), None);
    assert_eq!(weakest(&fields, 3), ["/1", "/2", "/0"]);
}
