//! Which values a text has.

use serde_json::json;
use surprisal_confidence::{FieldKind, Fields};

use crate::common::{characters, leaves};

#[track_caller]
fn assert_leaves(text: &str, expected: &[(&str, &str)]) {
    let found = leaves(text);
    let found: Vec<_> = found.iter().map(|(a, b)| (&**a, &**b)).collect();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn every_kind_of_value_is_found() {
    let text = r#" { "a" : [ 1 , -2.50e+3, true,false , null ] , "b":"x" , "c":{} ,"d": [ ] , "e":{"f":0}}"#;
    assert_leaves(
        text,
        &[
            ("/a/0", "1"),
            ("/a/1", "-2.50e+3"),
            ("/a/2", "true"),
            ("/a/3", "false"),
            ("/a/4", "null"),
            ("/b", "\"x\""),
            ("/c", "{}"),
            ("/d", "[ ]"),
            ("/e/f", "0"),
        ],
    );
    let tokens = characters(text);
    let fields = Fields::of_tokens(&tokens).unwrap();
    let containers: Vec<_> = fields.containers().map(|field| field.pointer()).collect();
    assert_eq!(containers, ["/a", "/c", "/d", "/e", ""]);
    assert_eq!(fields.field("/e").unwrap().value(), Some(json!({"f": 0})));
    assert_eq!(fields.field("").unwrap().kind(), FieldKind::Object);
    assert_eq!(fields.field("/a/0").unwrap().byte_range(), 11..12);
    let b = fields.field("/b").unwrap();
    assert_eq!((b.byte_range().len(), b.content_range().len()), (3, 1));
}

#[test]
fn escapes_end_no_string() {
    let text = r#"{"a":"\"}\\","b":"\u00e9\ud83d\udc99","\u0063":"\/\b\f\n\r\t"}"#;
    assert_leaves(
        text,
        &[
            ("/a", r#""\"}\\""#),
            ("/b", r#""\u00e9\ud83d\udc99""#),
            ("/c", r#""\/\b\f\n\r\t""#),
        ],
    );
    let tokens = characters(text);
    let fields = Fields::of_tokens(&tokens).unwrap();
    assert_eq!(fields.field("/b").unwrap().value(), Some(json!("é💙")));
}

#[test]
fn half_of_a_surrogate_pair_is_found_and_has_no_value() {
    let tokens = characters(r#"{"a":"\ud83d","\udc99":1}"#);
    let fields = Fields::of_tokens(&tokens).unwrap();
    assert_eq!(fields.error(), None);
    assert_eq!(fields.field("/a").unwrap().value(), None);
    assert_eq!(fields.field(r"/\udc99").unwrap().raw(), "1");
}

#[test]
fn keys_are_escaped_in_pointers() {
    assert_leaves(
        r#"{"a/b":1,"m~n":2,"":3,"~1":4,"é \"":5}"#,
        &[
            ("/a~1b", "1"),
            ("/m~0n", "2"),
            ("/", "3"),
            ("/~01", "4"),
            ("/é \"", "5"),
        ],
    );
}

#[test]
fn pointers_are_those_that_serde_json_reads() {
    let text = r#"{"a/b":[{"~":"x"}],"":{"":7}}"#;
    let whole: serde_json::Value = serde_json::from_str(text).unwrap();
    let tokens = characters(text);
    for field in Fields::of_tokens(&tokens).unwrap().iter() {
        assert_eq!(whole.pointer(field.pointer()), field.value().as_ref());
    }
}

#[test]
fn a_key_that_comes_twice_is_told_twice_and_the_last_is_found() {
    let tokens = characters(r#"{"a":{"b":1},"a":{"b":2},"c":3}"#);
    let fields = Fields::of_tokens(&tokens).unwrap();
    let found: Vec<_> = fields
        .iter()
        .map(|field| (field.pointer(), field.occurrence(), field.raw()))
        .collect();
    assert_eq!(found, [("/a/b", 0, "1"), ("/a/b", 1, "2"), ("/c", 0, "3")]);
    assert_eq!(fields.field("/a/b").unwrap().raw(), "2");
    assert_eq!(fields.field("/a").unwrap().occurrence(), 1);
}

#[test]
fn words_and_fences_around_the_json_are_passed_over() {
    for text in [
        "{\"a\":1}",
        "\n {\"a\":1}\n\n",
        "```json\n{\"a\":1}\n```",
        "Here it is, as [you] {asked}:\n```json\n{\"a\":1}\n```\nThat [all] is {\"a\":2}.",
        "<think>{\"a\":3} [no]</think>\n{\"a\":1}",
        " <think></think>{\"a\":1}",
        "<b>{\"a\":1}",
        "\"Sure\": {\"a\":1}",
        "3 of 4: {\"a\":1}",
        "null and true {\"a\":1}",
        "\u{feff}{\"a\":1}",
    ] {
        assert_leaves(text, &[("/a", "1")]);
    }
}

#[test]
fn the_first_list_is_the_value_even_among_words() {
    assert_leaves("See [1], {\"a\":2}", &[("/0", "1")]);
}

#[test]
fn a_scalar_alone_is_a_value() {
    for (text, kind) in [
        ("\"Paris, \\\"the\\\" [city]\"", FieldKind::String),
        ("-0.5", FieldKind::Number),
        ("true", FieldKind::Bool),
        ("null", FieldKind::Null),
    ] {
        assert_leaves(text, &[("", text)]);
        assert_leaves(&format!("<think>hm</think> {text}\n"), &[("", text)]);
        let tokens = characters(text);
        let fields = Fields::of_tokens(&tokens).unwrap();
        assert_eq!(
            (fields.error(), fields.field("").unwrap().kind()),
            (None, kind)
        );
    }
}

#[test]
fn a_number_is_what_the_grammar_says() {
    for number in ["0", "-0", "10", "1.5", "1e5", "1E+05", "-1.50e-3", "0e0"] {
        assert_leaves(&format!("[{number}]"), &[("/0", number)]);
    }
    for wrong in [
        "01", "+1", ".5", "1.", "1e", "1e+", "-", "--1", "1.5.2", "0x1", "NaN", "1_0",
    ] {
        assert_leaves(&format!("[{wrong}]"), &[]);
        assert!(serde_json::from_str::<serde_json::Value>(wrong).is_err());
    }
}
