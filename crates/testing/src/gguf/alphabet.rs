/// The character that byte-level vocabularies write a byte as (GPT-2's `bytes_to_unicode`): printable
/// bytes of Latin-1 as themselves, the others as the characters from U+0100 on.
pub(super) fn character(byte: u8) -> char {
    let printable = |byte: &u8| matches!(byte, b'!'..=b'~' | 0xA1..=0xAC | 0xAE..=0xFF);
    if printable(&byte) {
        return char::from(byte);
    }
    let before = (0..byte).filter(|byte| !printable(byte)).count();
    u32::try_from(before)
        .ok()
        .and_then(|before| char::from_u32(0x100 + before))
        .unwrap_or_default()
}

/// The bytes of a text in that alphabet.
pub(super) fn spelled(text: &str) -> String {
    text.bytes().map(character).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_written_as_gpt_2_does() {
        assert_eq!(spelled(" day\n"), "ĠdayĊ");
        assert_eq!(spelled("é"), "Ã©");
        assert_eq!((character(0x7F), character(0xAD)), ('ġ', 'Ń'));
    }
}
