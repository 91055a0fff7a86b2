use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::Value;
use surprisal_core::Result;

use super::Reader;

/// Builds what `serde_json` would build, by the reader alone.
fn value(reader: &mut Reader<'_>) -> Result<Value> {
    Ok(match reader.peek() {
        Some(b'{') => {
            let mut fields = BTreeMap::new();
            reader.object(|reader, key| {
                let key = key.to_owned();
                fields.insert(key, value(reader)?);
                Ok(())
            })?;
            Value::Object(fields.into_iter().collect())
        }
        Some(b'[') => {
            let mut items = Vec::new();
            reader.array(|reader| {
                items.push(value(reader)?);
                Ok(())
            })?;
            Value::Array(items)
        }
        Some(b'"') => Value::String(reader.string()?.into_owned()),
        Some(b't') => reader.word("true").map(|()| Value::Bool(true))?,
        Some(b'f') => reader.word("false").map(|()| Value::Bool(false))?,
        Some(b'n') => reader.word("null").map(|()| Value::Null)?,
        _ => serde_json::json!(reader.number()?),
    })
}

fn read(text: &str) -> Result<Value> {
    let mut reader = Reader::new(text);
    let value = value(&mut reader)?;
    reader.end()?;
    Ok(value)
}

/// `serde_json` tells integers from floats; the reader has one kind of number.
fn as_floats(value: Value) -> Value {
    match value {
        Value::Number(number) => serde_json::json!(number.as_f64()),
        Value::Array(items) => items.into_iter().map(as_floats).collect(),
        Value::Object(fields) => Value::Object(
            fields
                .into_iter()
                .map(|(key, value)| (key, as_floats(value)))
                .collect(),
        ),
        other => other,
    }
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 6, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            proptest::collection::btree_map(any::<String>(), inner, 0..6)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn reads_what_serde_json_writes(json in any_json(), pretty: bool) {
        let text = if pretty {
            serde_json::to_string_pretty(&json)
        } else {
            serde_json::to_string(&json)
        }.unwrap();
        prop_assert_eq!(read(&text).unwrap(), as_floats(json));
        prop_assert_eq!(Reader::new(&text).raw().unwrap(), text.as_str());
    }

    /// Whatever is done to a text, both accept it or neither does, and they read the same.
    #[test]
    fn agrees_with_serde_json_on_damaged_text(
        json in any_json(),
        at: prop::sample::Index,
        with in "[\\[\\]{}\",:0-9eE.\\\\u+a-f \\-\u{1}é]{0,3}",
        gone in 0usize..4,
    ) {
        let chars: Vec<char> = serde_json::to_string(&json).unwrap().chars().collect();
        let at = at.index(chars.len());
        let text: String = chars[..at].iter().copied()
            .chain(with.chars())
            .chain(chars[(at + gone).min(chars.len())..].iter().copied())
            .collect();
        match (read(&text), serde_json::from_str::<Value>(&text)) {
            (Ok(ours), Ok(theirs)) => prop_assert_eq!(ours, as_floats(theirs)),
            (Err(_), Err(_)) => {}
            // The one difference: a number that is too great for `f64` is infinite here.
            (Ok(_), Err(error)) if error.to_string().starts_with("number out of range") => {}
            (ours, theirs) => prop_assert!(false, "{text}: {ours:?} {theirs:?}"),
        }
    }
}

proptest! {
    /// The bytes of a text are stepped over just where they are written compactly; else nothing is read.
    #[test]
    fn bytes_of_a_text_are_known(text: String, other: String, spaced: bool) {
        let array = |text: &str| {
            let numbers: Vec<String> = text.bytes().map(|byte| byte.to_string()).collect();
            format!("[{}]", numbers.join(if spaced { ", " } else { "," }))
        };
        let json = format!("{{\"bytes\":{}}}", array(&text));
        let entered = || {
            let mut reader = Reader::new(&json);
            assert!(reader.enter("{\"bytes\":"));
            reader
        };
        let mut reader = entered();
        let known = reader.eat_bytes_of(&text);
        prop_assert_eq!(known, !spaced || text.len() < 2);
        if known {
            prop_assert!(reader.rest_of_object(|reader, _| reader.skip()).is_ok());
        }
        let mut reader = entered();
        prop_assert_eq!(reader.eat_bytes_of(&other), known && text == other);
        if text != other {
            let bytes = reader.bytes().unwrap();
            prop_assert_eq!(bytes.as_slice(), text.as_bytes());
        }
    }
}

#[test]
fn escapes_are_read() {
    let text = r#""a\"\\\/\b\f\n\r\t\u00e9\ud83d\udc99""#;
    assert_eq!(read(text).unwrap(), "a\"\\/\u{8}\u{c}\n\r\té💙");
    assert!(read(r#""\ud83d""#).is_err());
    assert!(read(r#""\udc99""#).is_err());
}

#[test]
fn numbers_are_exact() {
    for number in [
        "-0.00003547789674485102",
        "-9999.0",
        "0",
        "-0.0",
        "1e-7",
        "-3.4028234663852886e+38",
    ] {
        let read = Reader::new(number).number().unwrap();
        assert_eq!(read.to_bits(), number.parse::<f64>().unwrap().to_bits());
    }
}

#[test]
fn what_python_writes_for_no_number_is_read() {
    assert_eq!(
        Reader::new("-Infinity").number().unwrap(),
        f64::NEG_INFINITY
    );
    assert!(Reader::new(" NaN").number().unwrap().is_nan());
    assert!(Reader::new("-NaN").number().is_err());
}

#[test]
fn bytes_are_bytes() {
    let read = |text| Reader::new(text).bytes();
    assert_eq!(read("[240, 159,146]").unwrap().as_slice(), [240, 159, 146]);
    assert!(read("[]").unwrap().is_empty());
    for wrong in [
        "[256]",
        "[-1]",
        "[1.5]",
        "[\"a\"]",
        "[1,]",
        "[99999999999999999999]",
    ] {
        assert!(read(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn deep_nesting_is_an_error_and_no_overflow() {
    let error = read(&"[".repeat(100_000)).unwrap_err();
    assert_eq!(
        error.message(),
        "the JSON of the answer is nested more than 128 deep"
    );
}

#[test]
fn an_error_says_where_and_what() {
    let error = read(r#"{"a": tru}"#).unwrap_err();
    assert_eq!(
        error.message(),
        "the answer is not the JSON that was expected: at byte 6 there is 't' instead of a JSON value"
    );
}
