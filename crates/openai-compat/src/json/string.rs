use std::borrow::Cow;

use surprisal_core::Result;

use super::Reader;

impl<'a> Reader<'a> {
    /// Reads a string; borrowed from the text where it holds no escape.
    #[inline(always)]
    pub fn string(&mut self) -> Result<Cow<'a, str>> {
        self.expect(b'"', "a string")?;
        let start = self.at;
        let stop = self.plain_run()?;
        if stop != b'"' {
            return self.escaped_string(start).map(Cow::Owned);
        }
        let text = self.text.get(start..self.at).unwrap_or_default();
        self.at += 1;
        Ok(Cow::Borrowed(text))
    }

    /// Steps over characters that stand for themselves, and gives the quote or backslash behind them.
    #[inline(always)]
    fn plain_run(&mut self) -> Result<u8> {
        let rest = self.rest();
        let mut length = 0;
        // Eight at a time; what is left over, byte by byte.
        while let Some(eight) = rest.get(length..).and_then(<[u8]>::first_chunk) {
            match first_special(*eight) {
                Some(offset) => return self.stop_at(length + offset),
                None => length += 8,
            }
        }
        let left_over = rest.get(length..).unwrap_or_default();
        let offset = left_over.iter().position(|byte| is_special(*byte));
        self.stop_at(length + offset.unwrap_or(left_over.len()))
    }

    #[inline(always)]
    fn stop_at(&mut self, length: usize) -> Result<u8> {
        self.at += length;
        match self.byte() {
            Some(stop @ (b'"' | b'\\')) => Ok(stop),
            Some(_) => Err(self.wrong("an escaped control character")),
            None => Err(self.wrong("the end of a string")),
        }
    }

    /// The rest of a string at its first escape; it began at `start`.
    #[cold]
    fn escaped_string(&mut self, start: usize) -> Result<String> {
        let mut out = self.text.get(start..self.at).unwrap_or_default().to_owned();
        loop {
            let run = self.at;
            let stop = self.plain_run()?;
            out.push_str(self.text.get(run..self.at).unwrap_or_default());
            self.at += 1;
            if stop == b'"' {
                return Ok(out);
            }
            out.push(self.escape()?);
        }
    }

    /// The character of an escape whose backslash is read.
    fn escape(&mut self) -> Result<char> {
        let plain = match self.byte() {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                self.at += 1;
                return self.unicode_escape();
            }
            _ => return Err(self.wrong("an escape such as \\n or \\u0041")),
        };
        self.at += 1;
        Ok(plain)
    }

    /// The character of an escape such as `\u0041`, or of the two that make a surrogate pair, from the first digit on.
    fn unicode_escape(&mut self) -> Result<char> {
        let first = self.four_digits()?;
        if !(0xd800..0xdc00).contains(&first) {
            return char::from_u32(first).ok_or_else(|| self.wrong("a whole surrogate pair"));
        }
        if !self.rest().starts_with(b"\\u") {
            return Err(self.wrong("the second half of a surrogate pair"));
        }
        self.at += 2;
        let second = self.four_digits()?;
        if !(0xdc00..0xe000).contains(&second) {
            return Err(self.wrong("the second half of a surrogate pair"));
        }
        char::from_u32(0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00))
            .ok_or_else(|| self.wrong("a character"))
    }

    fn four_digits(&mut self) -> Result<u32> {
        let mut code = 0;
        for _ in 0..4 {
            let digit = self.byte().and_then(|byte| char::from(byte).to_digit(16));
            let Some(digit) = digit else {
                return Err(self.wrong("a hexadecimal digit"));
            };
            code = code * 16 + digit;
            self.at += 1;
        }
        Ok(code)
    }
}

/// Whether a byte does not stand for itself within a string.
fn is_special(byte: u8) -> bool {
    matches!(byte, b'"' | b'\\' | 0..=0x1f)
}

/// Where the first of eight bytes is that is special, all eight in one word: in each byte the highest bit
/// is set where it was lowered below zero and had not been high before. A borrow reaches later bytes alone,
/// so the first that is found is right.
#[inline(always)]
fn first_special(bytes: [u8; 8]) -> Option<usize> {
    const ONES: u64 = u64::from_le_bytes([1; 8]);
    const HIGH: u64 = ONES << 7;
    let word = u64::from_le_bytes(bytes);
    let quote = word ^ (ONES * b'"' as u64);
    let backslash = word ^ (ONES * b'\\' as u64);
    let special = (quote.wrapping_sub(ONES) & !quote)
        | (backslash.wrapping_sub(ONES) & !backslash)
        | (word.wrapping_sub(ONES * 0x20) & !word);
    let found = special & HIGH;
    (found != 0).then(|| found.trailing_zeros() as usize / 8)
}
