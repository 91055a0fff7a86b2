use std::borrow::Cow;

use surprisal_core::Result;

use super::Reader;

impl<'a> Reader<'a> {
    /// Reads a string; borrowed from the text where it holds no escape.
    pub(crate) fn string(&mut self) -> Result<Cow<'a, str>> {
        self.expect(b'"', "a string")?;
        let start = self.at;
        match self.plain_run()? {
            b'"' => {
                let text = self.text.get(start..self.at).unwrap_or_default();
                self.at += 1;
                Ok(Cow::Borrowed(text))
            }
            _ => self.escaped_string(start).map(Cow::Owned),
        }
    }

    pub(super) fn skip_string(&mut self) -> Result<()> {
        self.string().map(drop)
    }

    /// Steps over characters that stand for themselves, and gives the quote or backslash behind them.
    fn plain_run(&mut self) -> Result<u8> {
        loop {
            match self.byte() {
                Some(stop @ (b'"' | b'\\')) => return Ok(stop),
                Some(0..=0x1f) => return Err(self.wrong("an escaped control character")),
                Some(_) => self.at += 1,
                None => return Err(self.wrong("the end of a string")),
            }
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

    /// The character of `\uXXXX`, or of the two that make a surrogate pair, from the first digit on.
    fn unicode_escape(&mut self) -> Result<char> {
        let first = self.four_digits()?;
        if !(0xd800..0xdc00).contains(&first) {
            return char::from_u32(first).ok_or_else(|| self.wrong("a whole surrogate pair"));
        }
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        if !rest.starts_with(b"\\u") {
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
