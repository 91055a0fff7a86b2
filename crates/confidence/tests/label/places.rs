use surprisal_confidence::{At, Labels};
use surprisal_core::{AiMessage, ErrorKind, TokenLogprob};

use super::{answer, near, token};

#[test]
fn behind_a_text_it_is_the_last_place_that_counts() {
    let sure = |text| token(text, &[(text, 1.0)]);
    let message = answer(&[
        sure("Answer:"),
        sure(" yes or no? "),
        sure("Answer"),
        sure(":"),
        token(" no", &[(" no", 0.7), (" yes", 0.3)]),
    ]);
    let labels = Labels::new(["yes", "no"]);
    let read = labels.read(&message, At::After("Answer:")).unwrap();
    near(read.probability("yes").unwrap().lower, 0.3);
    let error = labels.read(&message, At::After("Label:")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::BadResponse);
    assert!(error.message().contains("\"Label:\""));
    let byte = message.text().len() - " no".len();
    assert_eq!(labels.read(&message, At::Byte(byte)).unwrap(), read);
    assert!(labels.read(&message, At::Byte(1000)).is_err());
}

#[test]
fn at_a_json_pointer_what_is_glued_to_the_quote_is_compared_behind_it() {
    let sure = |text| token(text, &[(text, 1.0)]);
    let message = answer(&[
        sure("{\"why\":\"\\\"label\\\":\""),
        sure(", \"label"),
        // `":` may go on to any; `"]` cannot.
        token(
            "\":\"pos",
            &[
                ("\":\"pos", 0.6),
                ("\":\"neg", 0.2),
                ("\":", 0.15),
                ("\"]", 0.05),
            ],
        ),
        token("itive\"", &[("itive\"", 1.0)]),
        sure("}"),
    ]);
    let labels = Labels::new(["positive", "negative"]);
    let read = labels.read(&message, At::Json("/label")).unwrap();
    near(read.probability("positive").unwrap().lower, 0.6);
    near(read.probability("positive").unwrap().upper, 0.75);
    near(read.probability("negative").unwrap().upper, 0.35);
    near(read.uncovered(), 0.05);
    let error = labels.read(&message, At::Json("label")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    let error = labels.read(&message, At::Json("/other")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::BadResponse);
}

#[test]
fn an_answer_without_log_probabilities_is_an_error_and_no_uniform_distribution() {
    let labels = Labels::new(["yes"]);
    for at in [At::First, At::After("x"), At::Json("/x"), At::Byte(0)] {
        let error = labels.read(&AiMessage::new("yes"), at).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::LogprobsMissing);
    }
}

#[test]
fn tokens_that_are_not_the_text_cannot_be_placed_but_for_the_first() {
    let mut message = answer(&[TokenLogprob::new("yes", -0.1)]);
    let logprobs = message.logprobs().clone();
    message = surprisal_core::Choice::new("A: yes")
        .with_logprobs(logprobs)
        .into();
    let labels = Labels::new(["yes"]);
    assert!(labels.read(&message, At::First).is_ok());
    let error = labels.read(&message, At::After("A:")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::BadResponse);
}

#[test]
fn thoughts_and_words_with_brackets_come_before_the_json() {
    let sure = |text| token(text, &[(text, 1.0)]);
    for before in ["<think>{\"label\": \"no\"}</think>", "As [you] {asked}: "] {
        let message = answer(&[
            sure(before),
            sure("{\"label\":\""),
            token("yes", &[("yes", 0.7), ("no", 0.3)]),
            sure("\"}"),
        ]);
        let labels = Labels::new(["yes", "no"]);
        let read = labels.read(&message, At::Json("/label")).unwrap();
        near(read.probability("yes").unwrap().lower, 0.7);
        near(read.probability("no").unwrap().lower, 0.3);
    }
}

#[test]
fn a_json_value_is_found_where_the_answer_is_cut_off_or_broken_behind_its_beginning() {
    let sure = |text| token(text, &[(text, 1.0)]);
    let number = || token("8", &[("8", 0.6), ("7", 0.4)]);
    for (before, pointer, behind) in [
        ("{\"a\":[1,", "/a/1", &[][..]),
        ("{\"a\":\"", "/a", &[" ", "of"]),
        ("{\"why\":\"so\",\"a\":", "/a", &["/", "10", "}"]),
        ("{\"a\":1,\"a\":", "/a", &["}"]),
        ("{\"b\":{\"~/\":", "/b/~0~1", &["}", "}"]),
        ("\"", "", &["\""]),
        ("\"", "", &[]),
        (" ", "", &[]),
    ] {
        let mut tokens = vec![sure(before), number()];
        tokens.extend(behind.iter().map(|text| sure(text)));
        let read = Labels::new(["7", "8"]).read(&answer(&tokens), At::Json(pointer));
        near(read.unwrap().probability("7").unwrap().lower, 0.4);
    }
    // Nothing of the value is there.
    for text in ["{\"a\":", "{\"a\"", "{\"b\":8}", "{\"a\":[]", "8 of 10"] {
        let message = answer(&[sure(text)]);
        for pointer in ["/a", "/a/0"] {
            let read = Labels::new(["8"]).read(&message, At::Json(pointer));
            if (text, pointer) != ("{\"a\":[]", "/a") {
                assert_eq!(read.unwrap_err().kind(), ErrorKind::BadResponse, "{text}");
            }
        }
    }
    let error = Labels::new(["8"]).read(&answer(&[sure("{}")]), At::Json("/a~b"));
    assert_eq!(error.unwrap_err().kind(), ErrorKind::InvalidInput);
}
