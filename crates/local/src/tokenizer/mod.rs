//! The tokenizer that a GGUF file describes: text to ids as llama.cpp does it, ids to the bytes that they
//! stand for.

mod byte_level;
mod encoder;
mod pattern;
mod vocabulary;

use surprisal_core::Result;

use crate::gguf::Metadata;
use encoder::Encoder;
use vocabulary::Vocabulary;

/// Turns text into token ids and back.
#[derive(Debug)]
pub(crate) struct Tokenizer {
    encoder: Encoder,
    vocabulary: Vocabulary,
    /// The id that every text begins with, if the model wants one.
    begin: Option<u32>,
}

impl Tokenizer {
    pub(crate) fn read(metadata: &Metadata<'_>) -> Result<Self> {
        let vocabulary = Vocabulary::read(metadata)?;
        let encoder = Encoder::read(metadata, &vocabulary)?;
        let adds_begin = metadata
            .flag_if("tokenizer.ggml.add_bos_token")?
            .unwrap_or(encoder.adds_begin());
        Ok(Self {
            begin: vocabulary.begin().filter(|_| adds_begin),
            encoder,
            vocabulary,
        })
    }

    /// The ids of a text in which special tokens are read as such, with what every text begins with.
    pub(crate) fn encode_prompt(&self, text: &str) -> Result<Vec<u32>> {
        let mut ids = self.encode(text)?;
        if let Some(begin) = self.begin.filter(|begin| ids.first() != Some(begin)) {
            ids.insert(0, begin);
        }
        Ok(ids)
    }

    /// The ids of a text that goes on from another.
    pub(crate) fn encode(&self, text: &str) -> Result<Vec<u32>> {
        self.encoder.encode(text)
    }

    pub(crate) fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }
}
