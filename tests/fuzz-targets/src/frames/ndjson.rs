use bytes::Bytes;
use surprisal_http::Framing;

use super::{decode, reference, same_however_cut};

/// Lines of JSON: any cuts give the same, which is each line that is not blank.
pub fn ndjson(data: &[u8]) {
    let (bytes, _) = same_however_cut(data, Framing::NdJson);
    let Ok(text) = str::from_utf8(bytes) else {
        return;
    };
    let text = format!("{text}\n");
    let (frames, end) = decode(Framing::NdJson, &[Bytes::from(text.clone())], 1 << 20);
    assert_eq!(end, None);
    assert_eq!(frames, reference::values(&text));
}
