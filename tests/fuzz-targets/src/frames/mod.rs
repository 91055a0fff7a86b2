//! The decoders of streams, against what the formats say of the whole input.

mod ndjson;
mod reference;
mod sse;

use bytes::Bytes;
use surprisal_core::Result;
use surprisal_http::{FrameDecoder, Framing};

use crate::input::{Input, cut};

pub use ndjson::ndjson;
pub use sse::sse;

/// The name and the data of a frame.
type Owned = (Option<String>, String);

/// What comes of an input: frames, and the error that they end with.
type Decoded = (Vec<Owned>, Option<String>);

fn decode(framing: Framing, pieces: &[Bytes], max: usize) -> Decoded {
    let mut decoder = FrameDecoder::new(framing, max);
    let mut frames = Vec::new();
    let end = drain(&mut decoder, pieces, &mut frames).err();
    (frames, end.map(|error| format!("{error:?}")))
}

fn drain(decoder: &mut FrameDecoder, pieces: &[Bytes], into: &mut Vec<Owned>) -> Result<()> {
    for piece in pieces {
        decoder.push(piece);
        while let Some(frame) = decoder.next_frame()? {
            into.push((frame.event.map(Into::into), frame.data.to_owned()));
        }
    }
    if let Some(frame) = decoder.finish()? {
        into.push((frame.event.map(Into::into), frame.data.to_owned()));
    }
    Ok(())
}

/// However the input is cut it says the same; gives what that is, and the text that it was.
fn same_however_cut(data: &[u8], framing: Framing) -> (&[u8], Decoded) {
    let mut input = Input::new(data);
    let length = input.length();
    let max = *input.pick(&[1 << 20, 64, 8]);
    let bytes = input.rest();
    let whole = decode(framing, &[Bytes::copy_from_slice(bytes)], max);
    assert_eq!(decode(framing, &cut(bytes, length), max), whole);
    let single: Vec<Bytes> = bytes.chunks(1).map(Bytes::copy_from_slice).collect();
    assert_eq!(decode(framing, &single, max), whole);
    assert!(whole.0.iter().all(|(_, data)| data.len() <= max));
    (bytes, whole)
}
