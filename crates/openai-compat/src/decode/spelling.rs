//! Tokens whose text is not their text: an id, or bytes.

use surprisal_core::TopLogprob;

/// The id in `token_id:123`, as vLLM writes a token where ids were asked for in place of texts.
pub(super) fn spelled(text: &str) -> Option<u32> {
    let digits = text.strip_prefix("token_id:")?;
    digits.parse().ok()
}

/// A token of this text, as the legacy arrays write it: a part of a character is spelled
/// `bytes:\xe9\x80`.
pub(super) fn legacy_token(text: &str, logprob: f64, ids_as_text: bool) -> TopLogprob {
    if ids_as_text && let Some(id) = spelled(text) {
        return TopLogprob::from_id(id, logprob);
    }
    let token = TopLogprob::new(text, logprob);
    match text.strip_prefix("bytes:").and_then(escaped) {
        Some(bytes) => token.with_escaped_bytes(&bytes),
        None => token,
    }
}

/// The bytes of a text that is nothing but escapes such as `\xe9`.
fn escaped(text: &str) -> Option<Vec<u8>> {
    let mut escapes = text.split("\\x");
    let before = escapes.next()?;
    let bytes: Option<Vec<u8>> = escapes.map(byte).collect();
    bytes.filter(|bytes| before.is_empty() && !bytes.is_empty())
}

fn byte(digits: &str) -> Option<u8> {
    let is_hex = digits.len() == 2 && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    is_hex.then(|| u8::from_str_radix(digits, 16).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;
    use surprisal_core::BytesOrigin;

    #[test]
    fn an_id_is_read_out_of_its_text() {
        assert_eq!(spelled("token_id:123"), Some(123));
        assert_eq!(spelled("token_id:"), None);
        assert_eq!(spelled("token_id:x"), None);
        assert_eq!(spelled(" token_id:1"), None);
    }

    #[test]
    fn bytes_are_read_out_of_their_escapes() {
        let token = legacy_token("bytes:\\xe9\\x80", -1.0, false);
        assert_eq!(token.bytes(), Some(&[0xe9, 0x80][..]));
        assert_eq!(token.bytes_origin(), Some(BytesOrigin::Escape));
        for text in [
            "bytes:",
            "bytes: \\xe9",
            "bytes:\\xe",
            "bytes:\\xe9a",
            "bytes:\\x+1",
            "x",
        ] {
            let token = legacy_token(text, -1.0, false);
            assert_eq!(token.bytes(), Some(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn an_id_stands_for_a_text_only_where_ids_were_asked_for() {
        assert_eq!(legacy_token("token_id:7", -1.0, true).id(), Some(7));
        assert_eq!(legacy_token("token_id:7", -1.0, true).token(), None);
        assert_eq!(legacy_token("token_id:7", -1.0, false).id(), None);
    }
}
