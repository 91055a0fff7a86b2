use bytes::Bytes;
use surprisal_http::Framing;

use super::{decode, reference, same_however_cut};

/// Server-sent events: any cuts give the same, which is what the standard says.
pub fn sse(data: &[u8]) {
    let (bytes, _) = same_however_cut(data, Framing::Sse);
    let Ok(text) = str::from_utf8(bytes) else {
        return;
    };
    // Behind a blank line nothing is open.
    let text = format!("{text}\n\n");
    let (frames, end) = decode(Framing::Sse, &[Bytes::from(text.clone())], 1 << 20);
    assert_eq!(end, None);
    assert_eq!(frames, reference::events(&text));
}
