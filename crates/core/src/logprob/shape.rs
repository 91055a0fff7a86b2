use super::BytesOrigin;

/// What the data of a candidate holds beside its text, in 32 bits: there are many candidates to a token, and
/// all are kept.
///
/// The lowest three bits tell of the bytes, the next two whether there are a text and a rank, and the rest
/// how many bytes there are that are not the text's.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Shape(u32);

/// Where to find the bytes of a token.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Bytes {
    /// The provider said nothing of bytes: they follow from the text if it is whole.
    Unsaid,
    /// The provider said that there are none, as for special tokens.
    Null,
    /// The provider's bytes are those of the text.
    SameAsText,
    /// They differ from the text's, and are kept behind it.
    Own(BytesOrigin),
}

impl Shape {
    /// A text of whose bytes nothing is said.
    pub(super) const TEXT: Self = Self(HAS_TEXT);
    /// Neither text nor bytes.
    pub(super) const ID: Self = Self(NULL);

    pub(super) fn has_text(self) -> bool {
        self.0 & HAS_TEXT != 0
    }

    pub(super) fn has_rank(self) -> bool {
        self.0 & HAS_RANK != 0
    }

    pub(super) fn own_length(self) -> usize {
        (self.0 >> LENGTH) as usize
    }

    pub(super) fn bytes(self) -> Bytes {
        match self.0 & BYTES {
            NULL => Bytes::Null,
            SAME => Bytes::SameAsText,
            WIRE => Bytes::Own(BytesOrigin::Wire),
            ESCAPE => Bytes::Own(BytesOrigin::Escape),
            _ => Bytes::Unsaid,
        }
    }

    pub(super) fn set_bytes(&mut self, bytes: Bytes) {
        let code = match bytes {
            Bytes::Null => NULL,
            Bytes::SameAsText => SAME,
            Bytes::Own(BytesOrigin::Escape) => ESCAPE,
            Bytes::Own(_) => WIRE,
            Bytes::Unsaid => 0,
        };
        self.0 = self.0 & !BYTES | code;
    }

    /// So many bytes of its own are behind the text, and a rank or none. No token comes near 128 MiB.
    pub(super) fn set_behind(&mut self, own_length: usize, has_rank: bool) {
        let rank = if has_rank { HAS_RANK } else { 0 };
        self.0 = self.0 & (BYTES | HAS_TEXT) | rank | (own_length as u32) << LENGTH;
    }
}

const BYTES: u32 = 0b111;
const NULL: u32 = 1;
const SAME: u32 = 2;
const WIRE: u32 = 3;
const ESCAPE: u32 = 4;
const HAS_TEXT: u32 = 1 << 3;
const HAS_RANK: u32 = 1 << 4;
const LENGTH: u32 = 5;
