use crate::label::{Fold, Relation, relation};

/// The whole number that a text begins with, behind white space and quotes.
pub(super) fn number(text: &str) -> Option<i32> {
    let text = Fold::Space.apply(text);
    let unsigned = text.strip_prefix('-').unwrap_or(&text);
    let sign = text.len() - unsigned.len();
    let digits = unsigned.find(|sign: char| !sign.is_ascii_digit());
    let digits = text.get(..sign + digits.unwrap_or(unsigned.len()))?;
    let score = digits.parse().ok()?;
    // `8.5` is no 8; what ends behind a point is.
    let is_whole = relation(Fold::Exact, text.as_bytes(), digits) != Relation::Other;
    is_whole.then_some(score)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_begins_with_its_number_or_has_none() {
        assert_eq!(number(" **8**/10"), Some(8));
        assert_eq!(number("-3"), Some(-3));
        assert_eq!(number("8.0."), Some(8));
        for text in ["8.5", "eight", "", "8th", "99999999999", "Score: 8", "-"] {
            assert_eq!(number(text), None, "{text}");
        }
    }
}
