use serde_json::json;
use surprisal_core::Logprobs;

use super::FieldRow;
use crate::picture::spelling::is_harmful;

/// What is on the page, for programs: the texts with their log probabilities in the form of the workspace, and the
/// fields.
///
/// Nothing in it ends the element that it stands in, or is not seen by who reads the source: such characters are
/// escaped as JSON allows within strings, and occur nowhere else.
pub(super) fn data<'a>(
    answers: impl IntoIterator<Item = (&'a str, &'a Logprobs)>,
    fields: &[FieldRow],
) -> String {
    let answers = answers.into_iter();
    let answers: Vec<_> = answers
        .map(|(text, logprobs)| json!({ "text": text, "logprobs": logprobs }))
        .collect();
    let data = json!({ "answers": answers, "fields": fields }).to_string();
    let mut out = String::with_capacity(data.len());
    for c in data.chars() {
        if matches!(c, '<' | '>' | '&') || is_harmful(c) {
            let units = c.encode_utf16(&mut [0; 2]).to_vec();
            out.extend(units.into_iter().map(|unit| format!("\\u{unit:04x}")));
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use surprisal_core::{Channel, TokenLogprob};

    use super::*;

    #[test]
    fn the_data_is_the_same_after_its_escapes_and_ends_no_element() {
        let text = "</script><!-- & \u{2028}\u{e0041}";
        let logprobs = Logprobs::new(Channel::Content, [TokenLogprob::new(text, -0.5)]);
        let data = data([(text, &logprobs)], &[]);
        assert!(
            !data.contains(['<', '>', '&', '\u{2028}', '\u{e0041}']),
            "{data}"
        );
        let value: serde_json::Value = serde_json::from_str(&data).unwrap();
        assert_eq!(value["answers"][0]["text"], text);
        let read: Logprobs =
            serde_json::from_value(value["answers"][0]["logprobs"].clone()).unwrap();
        assert_eq!(read, logprobs);
    }
}
