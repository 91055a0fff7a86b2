use surprisal_core::Result;

use super::Reader;

impl Reader<'_> {
    /// Reads a number, rounded once to the nearest `f64`.
    ///
    /// Python's servers write `NaN`, `Infinity` and `-Infinity`, which JSON has not; they are read as
    /// what they say.
    pub(crate) fn number(&mut self) -> Result<f64> {
        self.peek();
        let Some(length) = number_length(self.rest()) else {
            return self.no_number();
        };
        let end = self.at + length;
        let text = self.text.get(self.at..end).unwrap_or_default();
        let value = text.parse().map_err(|_| self.wrong("a number"))?;
        self.at = end;
        Ok(value)
    }

    /// What stands for a number that is none.
    #[cold]
    fn no_number(&mut self) -> Result<f64> {
        for (word, value) in [
            ("NaN", f64::NAN),
            ("Infinity", f64::INFINITY),
            ("-Infinity", f64::NEG_INFINITY),
        ] {
            if self.word(word).is_ok() {
                return Ok(value);
            }
        }
        Err(self.wrong("a JSON value"))
    }
}

/// How long the number is that the text begins with, in the form that JSON allows: `str::parse` takes more.
#[inline]
fn number_length(text: &[u8]) -> Option<usize> {
    let digits = |mut end: usize| {
        while text.get(end).is_some_and(u8::is_ascii_digit) {
            end += 1;
        }
        end
    };
    let start = usize::from(text.first() == Some(&b'-'));
    let mut end = digits(start);
    if end == start || (end > start + 1 && text.get(start) == Some(&b'0')) {
        return None;
    }
    if text.get(end) == Some(&b'.') {
        let start = end + 1;
        end = digits(start);
        if end == start {
            return None;
        }
    }
    if let Some(b'e' | b'E') = text.get(end) {
        let signed = matches!(text.get(end + 1), Some(b'+' | b'-'));
        let start = end + 1 + usize::from(signed);
        end = digits(start);
        if end == start {
            return None;
        }
    }
    Some(end)
}
