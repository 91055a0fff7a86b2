use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::complete;

#[track_caller]
fn completes(text: &str, to: &str) {
    assert_eq!(complete(text).as_deref(), Some(to), "{text}");
}

#[test]
fn what_is_open_is_closed() {
    completes(r#"{"a":[1,{"b":"c"#, r#"{"a":[1,{"b":"c"}]}"#);
    completes("{", "{}");
    completes("[[", "[[]]");
}

#[test]
fn a_key_without_a_value_is_left_out() {
    for text in [
        r#"{"a":1,"#,
        r#"{"a":1,"b"#,
        r#"{"a":1,"b""#,
        r#"{"a":1,"b": "#,
    ] {
        completes(text, r#"{"a":1}"#);
    }
    completes(r#"{"a\"#, "{}");
}

#[test]
fn a_number_that_may_go_on_is_left_out() {
    completes(r#"{"a":1,"b":12"#, r#"{"a":1}"#);
    completes(r#"{"a":1,"b":12 "#, r#"{"a":1,"b":12}"#);
    completes("[-", "[]");
    completes("[1.5e", "[]");
}

#[test]
fn a_word_is_taken_when_it_is_whole() {
    completes(r#"{"a":tru"#, "{}");
    completes(r#"{"a":true"#, r#"{"a":true}"#);
    completes("[null,fals", "[null]");
    completes("[null,false", "[null,false]");
}

#[test]
fn half_of_an_escape_is_left_out() {
    completes(r#"["a\"#, r#"["a"]"#);
    completes(r#"["a\n"#, r#"["a\n"]"#);
    completes(r#"["a\u00e"#, r#"["a"]"#);
    completes(r#"["a\u00e9"#, r#"["a\u00e9"]"#);
    for half in [r"\ud83d", r"\ud83d\", r"\ud83d\udc9"] {
        completes(&format!(r#"["a{half}"#), r#"["a"]"#);
    }
    completes(r#"["a\ud83d\udc99"#, r#"["a\ud83d\udc99"]"#);
}

#[test]
fn what_follows_the_value_is_left_out() {
    completes("{\"a\":1}\n```\nI hope that helps", "{\"a\":1}\n");
}

#[test]
fn before_a_value_there_is_nothing() {
    for text in ["", "  ", "-", "nul", "1."] {
        assert_eq!(complete(text), None, "{text}");
    }
    completes("1.5", "1.5");
}

#[test]
fn what_is_not_json_is_not_repaired() {
    for text in ["]", "}}", "{]", "[1 2", "a", "{\"a\":}", "\"\\", "[\"\\u12"] {
        let _no_panic = complete(text);
    }
}

fn any_json() -> impl Strategy<Value = Value> {
    let text = r#"[a-c"\\\n\u{e9}\u{1F499}{}\[\],: -]{0,6}"#;
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-1e9..1e9f64).prop_map(Value::from),
        text.prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 4, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((text, inner), 0..4)
                .prop_map(|pairs| Map::from_iter(pairs).into()),
        ]
    })
}

/// As some services write it: no letter but those of ASCII.
fn escaped(json: &str) -> String {
    let mut text = String::new();
    for letter in json.chars() {
        match letter.is_ascii() {
            true => text.push(letter),
            false => letter
                .encode_utf16(&mut [0; 2])
                .iter()
                .for_each(|unit| text.push_str(&format!("\\u{unit:04x}"))),
        }
    }
    text
}

/// Whether `part` is what may be known of `whole` while it comes.
fn grows_into(part: &Value, whole: &Value) -> bool {
    match (part, whole) {
        (Value::String(part), Value::String(whole)) => whole.starts_with(part.as_str()),
        (Value::Array(part), Value::Array(whole)) => {
            part.len() <= whole.len() && part.iter().zip(whole).all(|(a, b)| grows_into(a, b))
        }
        (Value::Object(part), Value::Object(whole)) => part
            .iter()
            .all(|(key, value)| whole.get(key).is_some_and(|whole| grows_into(value, whole))),
        (part, whole) => part == whole,
    }
}

proptest! {
    #[test]
    fn every_beginning_completes_to_json_that_grows_into_the_whole(value in any_json(), pretty: bool, ascii: bool) {
        // A number at the root is whole at any digit.
        let value = json!({ "value": value });
        let mut text = match pretty {
            true => serde_json::to_string_pretty(&value),
            false => serde_json::to_string(&value),
        }.unwrap();
        if ascii {
            text = escaped(&text);
        }
        for (at, _) in text.char_indices().skip(1) {
            let beginning = text.get(..at).unwrap();
            let completed = complete(beginning).unwrap();
            let part: Value = serde_json::from_str(&completed).unwrap();
            prop_assert!(grows_into(&part, &value), "{beginning} became {completed}");
        }
        let completed = complete(&text);
        prop_assert_eq!(completed.as_deref(), Some(text.as_str()));
    }

    #[test]
    fn a_whole_text_completes_to_itself(value in any_json(), before in "[ \n]{0,2}", after in "[ \n]{0,2}") {
        let text = format!("{before}{value}{after}");
        let completed = complete(&text);
        prop_assert_eq!(completed.as_deref(), Some(text.as_str()));
    }

    #[test]
    fn no_text_makes_it_panic(text in r#"[{}\[\]"\\u0-9a-f:, tn.é-]{0,40}"#) {
        let _no_panic = complete(&text);
    }
}
