use serde_json::Value;

use super::secrets::{HIDDEN, Secrets};

/// What a recorded request has at a place, and what the sent one has there.
pub(super) struct Difference {
    at: String,
    recorded: Option<Value>,
    sent: Option<Value>,
}

impl Difference {
    pub(super) fn of_texts(at: &str, recorded: &str, sent: &str) -> Self {
        Self::new(at, Some(&recorded.into()), Some(&sent.into()))
    }

    fn new(at: &str, recorded: Option<&Value>, sent: Option<&Value>) -> Self {
        Self {
            at: at.to_owned(),
            recorded: recorded.cloned(),
            sent: sent.cloned(),
        }
    }

    /// Whether it is another endpoint.
    pub(super) fn is_of_endpoint(&self) -> bool {
        ["the method", "the path"].contains(&self.at.as_str())
    }

    /// The two values, without the secrets of the sent one.
    pub(super) fn describe(&self, secrets: &Secrets) -> String {
        let value = |value: &Option<Value>| match value {
            Some(value) => excerpt(&secrets.hide(&value.to_string())),
            None => "nothing".to_owned(),
        };
        let place = if self.at.is_empty() {
            "the body"
        } else {
            &self.at
        };
        let (recorded, sent) = (value(&self.recorded), value(&self.sent));
        format!("{place}: recorded {recorded}, sent {sent}")
    }
}

/// Finds what differs in two JSON values, at JSON pointers that begin with `at`.
pub(super) fn differences(
    at: &str,
    recorded: Option<&Value>,
    sent: Option<&Value>,
    found: &mut Vec<Difference>,
) {
    match (recorded, sent) {
        (Some(Value::Object(recorded)), Some(Value::Object(sent))) => {
            let new = sent.keys().filter(|name| !recorded.contains_key(*name));
            for name in recorded.keys().chain(new) {
                let at = format!("{at}/{}", name.replace('~', "~0").replace('/', "~1"));
                differences(&at, recorded.get(name), sent.get(name), found);
            }
        }
        (Some(Value::Array(recorded)), Some(Value::Array(sent))) => {
            for i in 0..recorded.len().max(sent.len()) {
                differences(&format!("{at}/{i}"), recorded.get(i), sent.get(i), found);
            }
        }
        (Some(Value::String(recorded)), Some(Value::String(sent))) if fits(recorded, sent) => {}
        _ if recorded == sent => {}
        _ => found.push(Difference::new(at, recorded, sent)),
    }
}

/// Whether a text is the recorded one, in which secrets stand for any text.
pub(super) fn fits(recorded: &str, sent: &str) -> bool {
    let Some((first, after)) = recorded.split_once(HIDDEN) else {
        return recorded == sent;
    };
    let (between, last) = after.rsplit_once(HIDDEN).unwrap_or(("", after));
    let inner = sent
        .strip_prefix(first)
        .and_then(|rest| rest.strip_suffix(last));
    let Some(mut rest) = inner else {
        return false;
    };
    between
        .split(HIDDEN)
        .all(|part| match rest.split_once(part) {
            Some((_, after)) => {
                rest = after;
                true
            }
            None => false,
        })
}

fn excerpt(text: &str) -> String {
    match text.char_indices().nth(LENGTH) {
        Some((end, _)) => text.get(..end).unwrap_or_default().to_owned() + "…",
        None => text.to_owned(),
    }
}

/// How many characters of a value are shown.
const LENGTH: usize = 80;

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_hidden_secret_is_any_text() {
        for (recorded, sent, is_fit) in [
            ("", "", true),
            ("a", "b", false),
            ("***", "", true),
            ("a ***", "a secret", true),
            ("a ***", "b secret", false),
            ("***=***&c", "a=b&c", true),
            ("***=***&c", "a=b&d", false),
            ("ab***b", "ab", false),
            ("a***b***c", "a1b2c", true),
            ("a***b***c", "a12c", false),
        ] {
            assert_eq!(fits(recorded, sent), is_fit, "{recorded} {sent}");
        }
    }

    #[test]
    fn differences_are_told_by_pointers() {
        let recorded = json!({"a": [1, {"x/y": "1"}], "b": null, "c": 1});
        let sent = json!({"c": 1, "a": [1, {"x/y": "2"}, 3], "b~": {}});
        let mut found = Vec::new();
        differences("", Some(&recorded), Some(&sent), &mut found);
        let secrets = Secrets::default();
        let found: Vec<_> = found.iter().map(|d| d.describe(&secrets)).collect();
        assert_eq!(
            found,
            [
                "/a/1/x~1y: recorded \"1\", sent \"2\"",
                "/a/2: recorded nothing, sent 3",
                "/b: recorded null, sent nothing",
                "/b~0: recorded nothing, sent {}",
            ]
        );
    }

    #[test]
    fn long_values_are_cut() {
        let long = Value::from("é".repeat(100));
        let difference = Difference::new("", Some(&long), None);
        let text = difference.describe(&Secrets::default());
        assert!(text.ends_with("é…, sent nothing"), "{text}");
        assert!(text.chars().count() < 120, "{text}");
    }
}
