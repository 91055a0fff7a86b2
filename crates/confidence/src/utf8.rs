//! Characters whose bytes come in parts.

use std::str;

/// The bytes at the end with which a character begins that is not whole.
pub(crate) fn unfinished(bytes: &[u8]) -> &[u8] {
    let last = bytes.utf8_chunks().last().map(|chunk| chunk.invalid());
    last.filter(|bytes| str::from_utf8(bytes).is_err_and(|error| error.error_len().is_none()))
        .unwrap_or_default()
}
