//! Texts whose JSON stops, breaks or is not there.

use surprisal_confidence::{Fields, JsonErrorKind};
use surprisal_core::{Error, ErrorKind};

use crate::common::{characters, leaves};

#[track_caller]
fn assert_stops(text: &str, kind: JsonErrorKind, at: usize, pointer: &str, whole: usize) {
    let tokens = characters(text);
    let fields = Fields::of_tokens(&tokens).unwrap();
    let error = fields.error().unwrap();
    let found = (error.kind, error.at, &*error.pointer, fields.iter().count());
    assert_eq!(found, (kind, at, pointer, whole), "{text}");
}

#[test]
fn what_was_whole_is_told_and_where_it_stopped() {
    let stops = |text: &str, pointer: &str, whole| {
        assert_stops(text, JsonErrorKind::Truncated, text.len(), pointer, whole);
    };
    stops(r#"{"a":1,"b":"x"#, "/b", 1);
    stops(r#"{"a":1,"b":12"#, "/b", 1);
    stops(r#"{"a":1,"b":tru"#, "/b", 1);
    stops(r#"{"a":[1,{"c":"\u00"#, "/a/1/c", 1);
    stops(r#"{"a":1"#, "/a", 0);
    stops("{", "", 0);
    stops("\"Par", "", 0);
}

#[test]
fn what_is_no_json_breaks_off_with_its_place() {
    let breaks = |text: &str, at, pointer: &str, whole| {
        assert_stops(text, JsonErrorKind::Unexpected, at, pointer, whole);
    };
    breaks(r#"{"a":1,}"#, 7, "/a", 1);
    breaks(r#"[1 2]"#, 3, "/0", 1);
    breaks("[true, \"a\nb\"]", 9, "/1", 1);
    breaks(r#"["a", "\x"]"#, 8, "/1", 1);
    breaks(r#"["a", "\u00e"]"#, 12, "/1", 1);
    breaks(r#"{"a":1]"#, 6, "/a", 1);
    breaks("[[1}", 3, "/0/0", 1);
}

#[test]
fn the_first_thing_that_looked_like_json_is_told_where_there_is_none() {
    assert_stops("see {a: 1} or {b}", JsonErrorKind::Unexpected, 5, "", 0);
    assert_stops("Nothing.", JsonErrorKind::NoJson, 8, "", 0);
    assert_stops("<thin", JsonErrorKind::NoJson, 5, "", 0);
    assert_stops("<think>{\"a\":1}", JsonErrorKind::NoJson, 14, "", 0);
}

#[test]
fn nesting_is_as_deep_as_serde_json_reads_and_no_deeper() {
    let nested = |depth| format!("{}1{}", "[".repeat(depth), "]".repeat(depth));
    let text = nested(127);
    let tokens = characters(&text);
    let fields = Fields::of_tokens(&tokens).unwrap();
    assert!(fields.error().is_none());
    assert!(fields.field("").unwrap().value().is_some());
    assert!(serde_json::from_str::<serde_json::Value>(&nested(128)).is_err());
    let pointer = "/0".repeat(127);
    assert_stops(&nested(128), JsonErrorKind::TooLarge, 127, &pointer, 0);
    assert_stops(
        &"[".repeat(100_000),
        JsonErrorKind::TooLarge,
        127,
        &pointer,
        0,
    );
}

#[test]
fn a_key_of_any_length_takes_no_memory_of_its_square() {
    let key = "k".repeat(5000);
    assert_stops(
        &format!("{{\"{key}\":1}}"),
        JsonErrorKind::TooLarge,
        5002,
        "",
        0,
    );
}

#[test]
fn many_brackets_in_words_are_read_in_reasonable_time() {
    let words = "[a [b {\"c\" [ [ [".repeat(2_000);
    assert_eq!(leaves(&format!("{words} x [\"end\"]")).len(), 1);
}

#[test]
fn the_error_becomes_one_of_the_library() {
    let tokens = characters("[1,");
    let fields = Fields::of_tokens(&tokens).unwrap();
    let error = Error::from(fields.error().unwrap().clone());
    assert_eq!(error.kind(), ErrorKind::Truncated);
    assert_eq!(error.message(), "the JSON stops at byte 3, at \"/0\"");
    let tokens = characters("[1}");
    let fields = Fields::of_tokens(&tokens).unwrap();
    let error = Error::from(fields.error().unwrap().clone());
    assert_eq!(error.kind(), ErrorKind::BadResponse);
}
