use std::cmp::Ordering;
use std::fmt;

use serde::Serialize;
use surprisal_core::Score;

use super::escape::Text;
use super::token::class;
use crate::Field;
use crate::picture::{Doubt, number};

/// A value of a JSON answer with its log probabilities, as a row of the table of an [`HtmlPage`](super::HtmlPage).
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct FieldRow {
    /// Where the value is, as a JSON pointer (RFC 6901).
    pub pointer: String,
    /// The value, as it is to be shown.
    pub value: String,
    /// The log probability of the value's content, in nats; `None` where none is known.
    pub logprob: Option<f64>,
    /// The log probability of its least likely token, in nats; `None` where none is known.
    pub min_logprob: Option<f64>,
    /// Whether a token of it is also of what is around the value, so that the log probabilities are of both.
    pub is_shared: bool,
}

impl FieldRow {
    /// A value at this pointer, with the log probability of its content and that of its least likely token, both in
    /// nats.
    pub fn new(
        pointer: impl Into<String>,
        value: impl Into<String>,
        logprob: Option<f64>,
        min_logprob: Option<f64>,
    ) -> Self {
        Self {
            pointer: pointer.into(),
            value: value.into(),
            logprob,
            min_logprob,
            is_shared: false,
        }
    }

    /// Says that a token of it is also of what is around the value.
    #[must_use]
    pub fn shared(mut self) -> Self {
        self.is_shared = true;
        self
    }
}

/// By its content; where it has none, as `""`, by all of its tokens. A number is told only where every token has one.
impl From<Field<'_>> for FieldRow {
    fn from(field: Field<'_>) -> Self {
        let measures = match field.content() {
            content if content.count() > 0 => content,
            _ => field.with_boundaries(),
        };
        let is_whole = measures.exact() == measures.count() && measures.positive() == 0;
        let told = |value: Option<f64>| value.filter(|_| is_whole);
        let row = Self::new(
            field.pointer(),
            field.raw(),
            told(measures.sum()),
            told(measures.min()),
        );
        match field.is_shared() {
            true => row.shared(),
            false => row,
        }
    }
}

/// The table of these values, the least likely first and those without a number last; with the number of their answer
/// where there are several.
pub(super) fn write_fields(
    f: &mut fmt::Formatter<'_>,
    answer: Option<usize>,
    rows: &[FieldRow],
) -> fmt::Result {
    let any_shared = rows.iter().any(|row| row.is_shared);
    let mut rows: Vec<&FieldRow> = rows.iter().collect();
    rows.sort_by(|one, other| compare(one.logprob, other.logprob));
    f.write_str("<section><h2>Fields")?;
    if let Some(answer) = answer {
        write!(f, " {answer}")?;
    }
    f.write_str(
        "</h2><div class=\"scroll\"><table class=\"fields\"><thead><tr><th scope=\"col\">pointer</th>\
         <th scope=\"col\">value</th><th scope=\"col\">content p</th><th scope=\"col\">min p</th></tr></thead><tbody>",
    )?;
    for row in rows {
        let pointer = match row.pointer.as_str() {
            "" => "(the whole answer)",
            pointer => pointer,
        };
        write!(
            f,
            "<tr><th scope=\"row\"><bdi>{}</bdi></th><td><bdi>{}</bdi></td>{}{}</tr>",
            Text(pointer),
            Text(&row.value),
            Cell(row.logprob, row.is_shared),
            Cell(row.min_logprob, row.is_shared)
        )?;
    }
    f.write_str("</tbody></table></div>")?;
    if any_shared {
        f.write_str("<p class=\"marks\">[ ] a token is also of what is around the value</p>")?;
    }
    f.write_str("</section>")
}

fn compare(one: Option<f64>, other: Option<f64>) -> Ordering {
    match (one, other) {
        (Some(one), Some(other)) => one.total_cmp(&other),
        (one, other) => other.is_some().cmp(&one.is_some()),
    }
}

/// A probability in the colour of its step, in brackets where it is not of the value alone.
struct Cell(Option<f64>, bool);

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let score = Score::new(self.0);
        let text = match score {
            Score::Exact(logprob) if Doubt::of(score) != Doubt::Unknown => {
                number::percent(logprob.exp())
            }
            Score::Floor(_) => "≈ 0".to_owned(),
            _ => "unknown".to_owned(),
        };
        let (open, close) = if self.1 { ("[", "]") } else { ("", "") };
        write!(
            f,
            "<td><span class=\"{}\">{open}{text}{close}</span></td>",
            class(Doubt::of(score))
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Table(Vec<FieldRow>);

    impl fmt::Display for Table {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            write_fields(f, None, &self.0)
        }
    }

    #[test]
    fn the_weakest_value_is_first_and_values_without_a_number_are_last() {
        let rows = [
            FieldRow::new("/sure", "1", Some(-0.01), Some(-0.01)),
            FieldRow::new("/none", "2", None, None),
            FieldRow::new("/weak", "<3>", Some(-2.0), Some(-1.5)),
        ];
        let table = Table(rows.to_vec()).to_string();
        let at = |text: &str| table.find(text).unwrap();
        assert!(
            at("/weak") < at("/sure") && at("/sure") < at("/none"),
            "{table}"
        );
        assert!(table.contains("&lt;3&gt;"), "{table}");
        assert!(
            table.contains("<span class=\"strong\">13.5 %</span>"),
            "{table}"
        );
        assert!(
            table.contains("<span class=\"unknown\">unknown</span>"),
            "{table}"
        );
    }
}
