use serde_json::{Map, Value};
use surprisal_core::ContentBlock;

use crate::PROVIDER;

/// The signature of a part of an answer, which goes back with that very part: by it the model knows what it thought. It
/// stands in the content behind the part, as an opaque block.
#[derive(Debug, PartialEq)]
pub(crate) struct Signature {
    pub(crate) signature: String,
    pub(crate) of: Of,
}

/// Which part is signed. The pieces of a text become one text, of which the signed part is the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Of {
    /// The last so many bytes of the text.
    Text { bytes: usize },
    /// The last so many bytes of the reasoning.
    Thought { bytes: usize },
    /// The call of this index; those behind it that are not signed follow it.
    Call { index: u32 },
    /// The block before.
    Part,
}

impl Signature {
    pub(crate) fn into_block(self) -> ContentBlock {
        let (name, count): (_, Value) = match self.of {
            Of::Text { bytes } => ("text", bytes.into()),
            Of::Thought { bytes } => ("thought", bytes.into()),
            Of::Call { index } => ("call", index.into()),
            Of::Part => ("part", Value::Null),
        };
        let of = Map::from_iter([(name.to_owned(), count)]);
        let fields = [(SIGNATURE, self.signature.into()), (SIGNED, of.into())];
        let fields = fields.map(|(name, value): (&str, Value)| (name.to_owned(), value));
        ContentBlock::opaque(PROVIDER, Value::Object(Map::from_iter(fields)))
    }

    /// The signature that an opaque block of ours is, if it is one.
    pub(crate) fn read(value: &Value) -> Option<Self> {
        let signature = value.get(SIGNATURE)?.as_str()?.to_owned();
        let (name, count) = value.get(SIGNED)?.as_object()?.iter().next()?;
        let count = count.as_u64().unwrap_or_default();
        let bytes = usize::try_from(count).unwrap_or_default();
        let of = match name.as_str() {
            "text" => Of::Text { bytes },
            "thought" => Of::Thought { bytes },
            "call" => Of::Call {
                index: u32::try_from(count).ok()?,
            },
            _ => Of::Part,
        };
        Some(Self { signature, of })
    }
}

const SIGNATURE: &str = "thoughtSignature";
/// No field of Gemini's.
const SIGNED: &str = "signed";
