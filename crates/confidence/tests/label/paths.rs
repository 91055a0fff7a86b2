//! Labels of several tokens, and tokens that are no label though they look like one.

use surprisal_confidence::{Fold, Labels};
use surprisal_core::{ErrorKind, TokenLogprob, TopLogprob};

use super::{near, token};

#[test]
fn a_label_of_several_tokens_is_read_along_the_answer() {
    let tokens = [
        token("n", &[("n", 0.8), ("positive", 0.2)]),
        token("eg", &[("eg", 0.75), ("eu", 0.25)]),
        token("ative", &[("ative", 1.0)]),
    ];
    let labels = Labels::new(["positive", "negative", "neutral"]);
    let read = labels.read_tokens(&tokens).unwrap();
    near(read.probability("negative").unwrap().lower, 0.6);
    near(read.probability("positive").unwrap().lower, 0.2);
    // "neu" can only be neutral or another word.
    let neutral = read.probability("neutral").unwrap();
    near(neutral.lower, 0.0);
    near(neutral.upper, 0.2);
    near(read.coverage() + read.unresolved() + read.uncovered(), 1.0);
}

#[test]
fn a_blank_token_that_was_chosen_is_passed_over() {
    let tokens = [
        token(" ", &[(" ", 0.4), ("yes", 0.6)]),
        token("no", &[("no", 0.5), ("yes", 0.5)]),
    ];
    let read = Labels::new(["yes", "no"]).read_tokens(&tokens).unwrap();
    near(read.probability("yes").unwrap().lower, 0.8);
    near(read.probability("no").unwrap().lower, 0.2);
}

#[test]
fn a_word_that_goes_on_is_no_label() {
    let tokens = [
        token("no", &[("no", 0.9), ("yes", 0.1)]),
        token("thing", &[("thing", 0.7), (",", 0.3)]),
    ];
    let read = Labels::new(["yes", "no"]).read_tokens(&tokens).unwrap();
    // It was `nothing`; `no,` had 0.9 · 0.3.
    near(read.probability("no").unwrap().lower, 0.27);
    near(read.uncovered(), 0.63);
}

#[test]
fn a_word_that_ends_is_its_label_whatever_comes_behind_it() {
    let tokens = [
        token("no", &[("no", 0.9), ("yes", 0.1)]),
        token(".", &[(".", 0.5), ("!", 0.1)]),
    ];
    let read = Labels::new(["yes", "no"]).read_tokens(&tokens).unwrap();
    near(read.probability("no").unwrap().lower, 0.9);
}

#[test]
fn a_label_that_begins_another_is_settled_by_the_next_token() {
    let tokens = [
        token("not", &[("not", 0.9), ("spam", 0.1)]),
        token(" spam", &[(" spam", 0.8), (".", 0.2)]),
    ];
    let labels = Labels::new(["not", "not spam", "spam"]);
    let read = labels.read_tokens(&tokens).unwrap();
    near(read.probability("not spam").unwrap().lower, 0.72);
    near(read.probability("not").unwrap().lower, 0.18);
    assert_eq!(read.best(), Some("not spam"));
}

#[test]
fn a_label_that_ends_the_answer_is_what_is_shown_and_may_have_gone_on() {
    let tokens = [token("not", &[("not", 0.9), ("spam", 0.1)])];
    let read = Labels::new(["not", "not spam", "spam"])
        .read_tokens(&tokens)
        .unwrap();
    assert_eq!(read.best(), Some("not"));
    near(read.coverage(), 1.0);
    let not = read.probability("not").unwrap();
    near(not.lower, 0.0);
    near(not.upper, 0.9);
}

#[test]
fn a_special_token_ends_the_answer() {
    let end = TopLogprob::new("<|end|>", 0.75_f64.ln()).without_bytes();
    let behind = TokenLogprob::from(end.clone())
        .with_top_logprobs([end, TopLogprob::new(" spam", 0.25_f64.ln())]);
    let tokens = [token("not", &[("not", 0.8), ("spam", 0.2)]), behind];
    let read = Labels::new(["not", "not spam"])
        .read_tokens(&tokens)
        .unwrap();
    near(read.probability("not").unwrap().lower, 0.6);
    near(read.probability("not spam").unwrap().lower, 0.2);
}

#[test]
fn an_alias_is_its_label() {
    let labels = Labels::new(["Art"])
        .alias("Art", ["Arts", "Kunst"])
        .alias("Other", ["else"]);
    assert_eq!(labels.names().collect::<Vec<_>>(), ["Art", "Other"]);
    let token = token(
        "Art",
        &[("Art", 0.5), ("Arts", 0.2), ("Kunst", 0.1), ("else", 0.2)],
    );
    let read = labels.read_tokens(&[token]).unwrap();
    near(read.probability("Art").unwrap().lower, 0.8);
    near(read.probability("Other").unwrap().lower, 0.2);
    assert_eq!(read.probability("art"), None);
}

#[test]
fn a_candidate_of_which_only_the_id_is_known_may_be_any_label() {
    let top = [
        TopLogprob::new("yes", 0.6_f64.ln()),
        TopLogprob::from_id(7, 0.4_f64.ln()),
    ];
    let token = TokenLogprob::from(top[0].clone()).with_top_logprobs(top);
    let read = Labels::new(["yes", "no"]).read_tokens(&[token]).unwrap();
    near(read.probability("no").unwrap().upper, 0.4);
    near(read.probability("yes").unwrap().lower, 0.6);
}

#[test]
fn a_label_of_characters_in_several_tokens_is_read_by_bytes() {
    let heart = "💙".as_bytes();
    let part = |range: std::ops::Range<usize>, p: f64| {
        TopLogprob::new("\u{fffd}", p.ln()).with_bytes(&heart[range])
    };
    let first = TokenLogprob::from(part(0..3, 0.9))
        .with_top_logprobs([part(0..3, 0.9), TopLogprob::new("no", 0.1_f64.ln())]);
    let second = TokenLogprob::from(part(3..4, 0.5)).with_top_logprobs([part(3..4, 0.5)]);
    let read = Labels::new(["💙", "no"])
        .read_tokens(&[first, second])
        .unwrap();
    near(read.probability("💙").unwrap().lower, 0.45);
}

#[test]
fn what_cannot_be_read_is_an_error() {
    let kind =
        |labels: Labels, tokens: &[TokenLogprob]| labels.read_tokens(tokens).unwrap_err().kind();
    let yes = || Labels::new(["yes"]);
    assert_eq!(kind(yes(), &[]), ErrorKind::LogprobsMissing);
    // uqlm's fixture, which has a mass of 1.408.
    let top = [("a", -0.1), ("b", -1.0), ("c", -2.0)].map(|(text, ln)| TopLogprob::new(text, ln));
    let impossible = TokenLogprob::new("a", -0.1).with_top_logprobs(top);
    assert_eq!(kind(yes(), &[impossible]), ErrorKind::BadResponse);
    let token = [TokenLogprob::new("yes", -0.1)];
    assert_eq!(kind(Labels::new([""; 0]), &token), ErrorKind::InvalidInput);
    assert_eq!(
        kind(Labels::new(["yes", " "]), &token),
        ErrorKind::InvalidInput
    );
    assert!(
        Labels::new(["\n"])
            .fold(Fold::Exact)
            .read_tokens(&token)
            .is_ok()
    );
}

#[test]
fn what_is_not_listed_behind_a_word_may_end_it() {
    let tokens = [token("1", &[("1", 1.0)]), token("0", &[("0", 0.7)])];
    let read = Labels::new(["1", "10"]).read_tokens(&tokens).unwrap();
    let (one, ten) = (
        read.probability("1").unwrap(),
        read.probability("10").unwrap(),
    );
    near(ten.lower, 0.7);
    near(one.upper, 0.3);
}

/// Ollama and others send U+FFFD for a part of a character, and no bytes.
#[test]
fn a_candidate_whose_bytes_are_lost_may_begin_a_label() {
    let top = [
        TopLogprob::new("no", 0.6_f64.ln()),
        TopLogprob::new("\u{fffd}", 0.3_f64.ln()),
        TopLogprob::new("x\u{fffd}", 0.1_f64.ln()),
    ];
    let token = TokenLogprob::from(top[0].clone()).with_top_logprobs(top);
    let read = Labels::new(["été", "no"]).read_tokens(&[token]).unwrap();
    let summer = read.probability("été").unwrap();
    near(summer.lower, 0.0);
    near(summer.upper, 0.3);
    // It may be a quote before the word, too.
    near(read.probability("no").unwrap().upper, 0.9);
    near(read.probability("no").unwrap().lower, 0.6);
    near(read.unresolved(), 0.3);
}

#[test]
fn behind_a_token_that_is_not_known_nothing_is_read() {
    let yes = || token("yes", &[("yes", 1.0)]);
    for unknown in [
        TopLogprob::from_id(7, 0.6_f64.ln()),
        TopLogprob::new("\u{fffd}", 0.6_f64.ln()),
    ] {
        let first = TokenLogprob::from(unknown.clone())
            .with_top_logprobs([unknown, TopLogprob::new("no", 0.4_f64.ln())]);
        let read = Labels::new(["yes", "no", "是"])
            .read_tokens(&[first, yes()])
            .unwrap();
        // It may have been "eyes".
        near(read.probability("yes").unwrap().lower, 0.0);
        near(read.probability("no").unwrap().lower, 0.4);
        near(read.probability("是").unwrap().upper, 0.6);
    }
}

#[test]
fn labels_that_are_spelled_alike_are_an_error_and_not_the_last_of_them() {
    let token = [token("a", &[("a", 0.6), ("A", 0.4)])];
    let labels = Labels::new(["A", "a"]);
    let error = labels.read_tokens(&token).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    assert!(error.message().contains("\"A\" and \"a\""), "{error}");
    let read = labels.fold(Fold::Space).read_tokens(&token).unwrap();
    near(read.probability("A").unwrap().lower, 0.4);
}

/// A known way for models to fail. With what has been passed over looked at again for each token, this takes minutes.
#[test]
fn white_space_without_end_is_passed_over_once() {
    let blank = token("\n", &[("\n", 1.0)]);
    let mut tokens = vec![blank; 50_000];
    let labels = Labels::new(["yes", "no"]);
    near(labels.read_tokens(&tokens).unwrap().coverage(), 0.0);
    tokens.push(token("yes", &[("yes", 0.7), ("no", 0.3)]));
    let read = labels.read_tokens(&tokens).unwrap();
    near(read.probability("yes").unwrap().lower, 0.7);
    let mut zeros = vec![token("8", &[("8", 1.0)]), token(".", &[(".", 1.0)])];
    zeros.resize(50_000, token("0", &[("0", 1.0)]));
    let read = Labels::new(["8", "9"]).read_tokens(&zeros).unwrap();
    near(read.probability("8").unwrap().upper, 1.0);
}
