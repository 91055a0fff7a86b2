use surprisal_core::Result;

use super::Reader;

impl Reader<'_> {
    /// Reads a number, rounded once to the nearest `f64`.
    ///
    /// Python's servers write `NaN`, `Infinity` and `-Infinity`, which JSON has not; they are read as
    /// what they say.
    pub(crate) fn number(&mut self) -> Result<f64> {
        let negative = self.peek() == Some(b'-');
        let start = self.at;
        self.at += usize::from(negative);
        match self.byte() {
            Some(b'0') => self.at += 1,
            Some(b'1'..=b'9') => self.digits(),
            Some(b'I') => {
                self.word("Infinity")?;
                return Ok(if negative { f64::NEG_INFINITY } else { f64::INFINITY });
            }
            Some(b'N') if !negative => {
                self.word("NaN")?;
                return Ok(f64::NAN);
            }
            _ => return Err(self.wrong("a JSON value")),
        }
        if self.byte() == Some(b'.') {
            self.at += 1;
            self.at_least_one_digit()?;
        }
        if let Some(b'e' | b'E') = self.byte() {
            self.at += 1;
            if let Some(b'+' | b'-') = self.byte() {
                self.at += 1;
            }
            self.at_least_one_digit()?;
        }
        self.text
            .get(start..self.at)
            .and_then(|number| number.parse().ok())
            .ok_or_else(|| self.wrong("a number"))
    }

    /// Reads an array of bytes, appending them.
    pub(crate) fn bytes(&mut self, out: &mut impl Extend<u8>) -> Result<()> {
        self.array(|reader| {
            reader.peek();
            let mut value: u32 = 0;
            let start = reader.at;
            while let Some(digit @ b'0'..=b'9') = reader.byte() {
                value = value * 10 + u32::from(digit - b'0');
                reader.at += 1;
                if value > 255 {
                    break;
                }
            }
            match u8::try_from(value) {
                Ok(byte) if reader.at > start => {
                    out.extend([byte]);
                    Ok(())
                }
                _ => Err(reader.wrong("a byte, which is a whole number from 0 to 255")),
            }
        })
    }

    fn digits(&mut self) {
        while let Some(b'0'..=b'9') = self.byte() {
            self.at += 1;
        }
    }

    fn at_least_one_digit(&mut self) -> Result<()> {
        let start = self.at;
        self.digits();
        if self.at > start {
            Ok(())
        } else {
            Err(self.wrong("a digit"))
        }
    }
}
