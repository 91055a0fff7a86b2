/// Where in a string the next byte is (RFC 8259, section 7).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Within {
    Plain,
    /// Behind a backslash.
    Escape,
    /// In `\u`, with so many digits to come.
    Digits(u8),
    /// Behind the closing quote.
    End,
}

impl Within {
    /// Where it is after this byte, if that can be in a string. Whether two `\u` make up a pair is not asked: what half
    /// of one stands for is for who reads the value.
    pub(super) fn next(self, byte: u8) -> Option<Self> {
        match (self, byte) {
            (Self::Plain, b'"') => Some(Self::End),
            (Self::Plain, b'\\') => Some(Self::Escape),
            (Self::Plain, b' '..) => Some(Self::Plain),
            (Self::Escape, b'u') => Some(Self::Digits(4)),
            (Self::Escape, b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => {
                Some(Self::Plain)
            }
            (Self::Digits(1), digit) if digit.is_ascii_hexdigit() => Some(Self::Plain),
            (Self::Digits(left), digit) if digit.is_ascii_hexdigit() => {
                Some(Self::Digits(left - 1))
            }
            _ => None,
        }
    }
}

/// The text of a string with its quotes; as it is written, where an escape in it is half of a surrogate pair and so
/// stands for no text.
pub(super) fn decode(quoted: &[u8]) -> String {
    serde_json::from_slice(quoted).unwrap_or_else(|_| {
        let inner = quoted.get(1..quoted.len().saturating_sub(1));
        String::from_utf8_lossy(inner.unwrap_or_default()).into_owned()
    })
}
