use surprisal_core::Result;
use tokenizers::SplitDelimiterBehavior::Isolated;
use tokenizers::pre_tokenizers::PreTokenizerWrapper;
use tokenizers::pre_tokenizers::byte_level::ByteLevel;
use tokenizers::pre_tokenizers::digits::Digits;
use tokenizers::pre_tokenizers::sequence::Sequence;
use tokenizers::pre_tokenizers::split::{Split, SplitPattern};

use crate::gguf::Metadata;

/// How a text is cut before its pieces are merged into tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pattern {
    Gpt2,
    SmolLm,
    Llama3,
    Qwen2,
    Tekken,
}

/// The names in `tokenizer.ggml.pre`, which are llama.cpp's, and what they stand for there.
const NAMES: [(&str, Pattern); 17] = [
    ("gpt-2", Pattern::Gpt2),
    ("phi-2", Pattern::Gpt2),
    ("mpt", Pattern::Gpt2),
    ("olmo", Pattern::Gpt2),
    ("smollm", Pattern::SmolLm),
    ("starcoder", Pattern::SmolLm),
    ("refact", Pattern::SmolLm),
    ("command-r", Pattern::SmolLm),
    ("codeshell", Pattern::SmolLm),
    ("llama-bpe", Pattern::Llama3),
    ("llama3", Pattern::Llama3),
    ("llama-v3", Pattern::Llama3),
    ("falcon3", Pattern::Llama3),
    ("qwen2", Pattern::Qwen2),
    ("deepseek-r1-qwen", Pattern::Qwen2),
    ("stablelm2", Pattern::Qwen2),
    ("tekken", Pattern::Tekken),
];

const LLAMA3: &str = r"(?:'[sS]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD])|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";
const QWEN2: &str = r"(?:'[sS]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD])|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";
const TEKKEN: &str = r"[^\r\n\p{L}\p{N}]?((?=[\p{L}])([^a-z]))*((?=[\p{L}])([^A-Z]))+|[^\r\n\p{L}\p{N}]?((?=[\p{L}])([^a-z]))+((?=[\p{L}])([^A-Z]))*|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+";

impl Pattern {
    pub(super) fn read(metadata: &Metadata<'_>) -> Result<Self> {
        let name = metadata.text_or("tokenizer.ggml.pre", "default")?;
        let known = NAMES.iter().find(|(known, _)| *known == name);
        known.map(|(_, pattern)| *pattern).ok_or_else(|| {
            let names: Vec<&str> = NAMES.iter().map(|(known, _)| *known).collect();
            metadata.wrong(&format!(
                "its tokenizer splits text as {name:?}: supported are {}",
                names.join(", ")
            ))
        })
    }

    /// Whether a piece that is a token as a whole is taken without merging.
    pub(super) fn ignores_merges(self) -> bool {
        matches!(self, Self::Llama3 | Self::Tekken)
    }

    /// Whether a text begins with a mark where the metadata does not say.
    pub(super) fn adds_begin(self) -> bool {
        matches!(self, Self::Llama3 | Self::Tekken)
    }

    pub(super) fn build(self) -> tokenizers::Result<PreTokenizerWrapper> {
        let split = |pattern: &str| {
            let pattern = SplitPattern::Regex(pattern.to_owned());
            Ok::<_, tokenizers::Error>(PreTokenizerWrapper::from(Split::new(
                pattern, Isolated, false,
            )?))
        };
        let first = match self {
            // The byte level's own expression is GPT-2's.
            Self::Gpt2 => return Ok(ByteLevel::new(false, false, true).into()),
            Self::SmolLm => {
                let digits = Digits::new(true).into();
                let bytes = ByteLevel::new(false, false, true).into();
                return Ok(Sequence::new(vec![digits, bytes]).into());
            }
            Self::Llama3 => split(LLAMA3)?,
            Self::Qwen2 => split(QWEN2)?,
            Self::Tekken => split(TEKKEN)?,
        };
        let bytes = ByteLevel::new(false, false, false).into();
        Ok(Sequence::new(vec![first, bytes]).into())
    }
}
