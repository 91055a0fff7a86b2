use std::collections::BTreeMap;
use std::fmt::{self, Write as _};

use serde::Serialize;
use surprisal_core::Logprobs;

use super::FieldRow;
use crate::picture::spelling::is_harmful;

#[derive(Serialize)]
struct Data<'a> {
    answers: Vec<Answer<'a>>,
    fields: Vec<RowOf<'a>>,
}

/// A row, with the place of its answer.
#[derive(Serialize)]
struct RowOf<'a> {
    answer: usize,
    #[serde(flatten)]
    row: &'a FieldRow,
}

#[derive(Serialize)]
struct Answer<'a> {
    text: &'a str,
    logprobs: &'a Logprobs,
}

/// What is on the page, for programs: the texts with their log probabilities in the form of the workspace, and the
/// fields.
///
/// Nothing in it ends the element that it stands in, or is not seen by who reads the source: such characters are
/// escaped as JSON allows within strings, and occur nowhere else.
pub(super) fn write_data<'a>(
    f: &mut fmt::Formatter<'_>,
    answers: impl IntoIterator<Item = (&'a str, &'a Logprobs)>,
    fields: &'a BTreeMap<usize, Vec<FieldRow>>,
) -> fmt::Result {
    let answers = answers.into_iter();
    let rows = fields.iter().flat_map(|(answer, rows)| {
        let answer = *answer;
        rows.iter().map(move |row| RowOf { answer, row })
    });
    let data = Data {
        answers: answers
            .map(|(text, logprobs)| Answer { text, logprobs })
            .collect(),
        fields: rows.collect(),
    };
    let data = serde_json::to_string(&data).map_err(|_| fmt::Error)?;
    data.chars().try_for_each(|c| {
        if !matches!(c, '<' | '>' | '&') && !is_harmful(c) {
            return f.write_char(c);
        }
        let mut units = [0; 2];
        let mut units = c.encode_utf16(&mut units).iter();
        units.try_for_each(|unit| write!(f, "\\u{unit:04x}"))
    })
}

#[cfg(test)]
mod tests {
    use surprisal_core::{Channel, TokenLogprob};

    use super::*;

    struct Written<'a>(&'a str, &'a Logprobs);

    impl fmt::Display for Written<'_> {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            write_data(f, [(self.0, self.1)], &BTreeMap::new())
        }
    }

    #[test]
    fn the_data_is_the_same_after_its_escapes_and_ends_no_element() {
        let text = "</script><!-- & \u{2028}\u{e0041}";
        let logprobs = Logprobs::new(Channel::Content, [TokenLogprob::new(text, -0.5)]);
        let data = Written(text, &logprobs).to_string();
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
