use std::collections::HashMap;

/// How byte-level vocabularies write bytes: each as a character that can be seen. Printable bytes of
/// Latin-1 stand for themselves, the others for the characters from U+0100 on (GPT-2's `bytes_to_unicode`).
#[derive(Debug)]
pub(super) struct ByteLevel {
    bytes: HashMap<char, u8>,
}

impl ByteLevel {
    pub(super) fn new() -> Self {
        let mut next = 0x100;
        let bytes = (0..=u8::MAX).map(|byte| {
            let printable = matches!(byte, b'!'..=b'~' | 0xA1..=0xAC | 0xAE..=0xFF);
            let character = match printable {
                true => char::from(byte),
                false => {
                    next += 1;
                    char::from_u32(next - 1).unwrap_or_default()
                }
            };
            (character, byte)
        });
        Self {
            bytes: bytes.collect(),
        }
    }

    /// The bytes that a token of the vocabulary stands for. `None` if a character stands for none.
    pub(super) fn decode(&self, token: &str) -> Option<Vec<u8>> {
        token
            .chars()
            .map(|character| self.bytes.get(&character).copied())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_has_a_character() {
        let level = ByteLevel::new();
        assert_eq!(level.bytes.len(), 256);
        assert_eq!(level.decode("Ġday").as_deref(), Some(b" day".as_slice()));
        assert_eq!(level.decode("Ċ").as_deref(), Some(b"\n".as_slice()));
        assert_eq!(level.decode("Ã©").as_deref(), Some("é".as_bytes()));
        assert_eq!(level.decode("日"), None);
    }
}
