use surprisal_core::{Result, TopLogprob};

use super::byte_level::ByteLevel;
use crate::gguf::Metadata;

/// The tokens of a model by id: what each is written as, and the bytes that it stands for in a text.
#[derive(Debug)]
pub(crate) struct Vocabulary {
    tokens: Vec<Token>,
    begin: Option<u32>,
    /// What ends an answer.
    ends: Vec<u32>,
}

#[derive(Debug)]
struct Token {
    /// As the vocabulary writes it.
    name: String,
    kind: Kind,
    bytes: Box<[u8]>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Part of a text.
    Text,
    /// Part of a text that is found before the text is split.
    UserDefined,
    /// A mark such as the end of a turn, which is no text.
    Control,
}

/// Ends of turns that models have beside the one that their metadata names, as llama.cpp knows them.
const ENDS: [&str; 8] = [
    "<|eot_id|>",
    "<|im_end|>",
    "<|end|>",
    "<end_of_turn>",
    "<|endoftext|>",
    "<|eom_id|>",
    "<EOT>",
    "<|end_of_text|>",
];

impl Vocabulary {
    pub(super) fn read(metadata: &Metadata<'_>) -> Result<Self> {
        let names = metadata.texts("tokenizer.ggml.tokens")?;
        if names.is_empty() || u32::try_from(names.len()).is_err() {
            return Err(metadata.wrong(&format!("it has {} tokens", names.len())));
        }
        let kinds = metadata.integers_if("tokenizer.ggml.token_type")?;
        let kinds = kinds.unwrap_or_else(|| vec![1; names.len()]);
        if kinds.len() != names.len() {
            return Err(metadata.wrong(&format!(
                "it has {} tokens and the types of {}",
                names.len(),
                kinds.len()
            )));
        }
        let level = ByteLevel::new();
        let tokens = names.iter().zip(kinds).map(|(name, kind)| {
            let kind = match kind {
                2 | 3 => Kind::Control,
                4 => Kind::UserDefined,
                _ => Kind::Text,
            };
            let bytes = match kind {
                Kind::Text => level.decode(name),
                Kind::UserDefined => Some(name.as_bytes().to_vec()),
                Kind::Control => Some(Vec::new()),
            };
            Token {
                name: (*name).to_owned(),
                kind,
                // A token that is not written in this way is text as it stands.
                bytes: bytes.unwrap_or_else(|| name.as_bytes().to_vec()).into(),
            }
        });
        let special = |name: &str| {
            let key = format!("tokenizer.ggml.{name}_token_id");
            let id = metadata.id_if(&key)?;
            match id.filter(|id| usize::try_from(*id).is_ok_and(|id| id >= names.len())) {
                Some(id) => Err(metadata.wrong(&format!(
                    "`{key}` is {id}, and it has {} tokens",
                    names.len()
                ))),
                None => Ok(id),
            }
        };
        let mut vocabulary = Self {
            tokens: tokens.collect(),
            begin: special("bos")?,
            ends: Vec::new(),
        };
        for name in ["eos", "eot", "eom"] {
            vocabulary.ends.extend(special(name)?);
        }
        let known = (0u32..).zip(&vocabulary.tokens).filter(|(_, token)| {
            token.kind == Kind::Control && ENDS.contains(&token.name.as_str())
        });
        let known: Vec<u32> = known.map(|(id, _)| id).collect();
        vocabulary.ends.extend(known);
        Ok(vocabulary)
    }

    pub(crate) fn len(&self) -> usize {
        self.tokens.len()
    }

    pub(super) fn begin(&self) -> Option<u32> {
        self.begin
    }

    /// Whether an answer ends with this token.
    pub(crate) fn is_end(&self, id: u32) -> bool {
        self.ends.contains(&id)
    }

    /// As the vocabulary writes the token.
    pub(crate) fn name(&self, id: u32) -> &str {
        self.token(id).map_or("", |token| &token.name)
    }

    /// What the token stands for in a text: nothing if it is a mark.
    pub(crate) fn bytes(&self, id: u32) -> &[u8] {
        self.token(id).map_or(&[], |token| &token.bytes)
    }

    /// The token as a candidate. A mark has its name for a text and no bytes; part of a character is spelled
    /// `\xf0\x9f`.
    pub(crate) fn candidate(&self, id: u32, logprob: f64) -> TopLogprob {
        let Some(token) = self.token(id) else {
            return TopLogprob::from_id(id, logprob);
        };
        let candidate = match (token.kind, std::str::from_utf8(&token.bytes)) {
            (Kind::Control, _) => TopLogprob::new(&token.name, logprob).without_bytes(),
            (_, Ok(text)) => TopLogprob::new(text, logprob).with_bytes(&token.bytes),
            (_, Err(_)) => {
                TopLogprob::new(&spelled(&token.bytes), logprob).with_bytes(&token.bytes)
            }
        };
        candidate.with_id(id)
    }

    /// How many bytes the name of a token has at most.
    pub(super) fn longest(&self) -> usize {
        let lengths = self.tokens.iter().map(|token| token.name.len());
        lengths.max().unwrap_or_default()
    }

    pub(super) fn ids(&self) -> impl Iterator<Item = (String, u32)> {
        let tokens = self.tokens.iter().zip(0..);
        tokens.map(|(token, id)| (token.name.clone(), id))
    }

    /// The tokens that are looked for before a text is split.
    pub(super) fn specials(&self) -> impl Iterator<Item = &str> {
        let tokens = self.tokens.iter().filter(|token| token.kind != Kind::Text);
        tokens.map(|token| token.name.as_str())
    }

    fn token(&self, id: u32) -> Option<&Token> {
        self.tokens.get(usize::try_from(id).ok()?)
    }
}

fn spelled(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        use std::fmt::Write;
        // Writing to a string does not fail.
        let _ = write!(text, "\\x{byte:02x}");
        text
    })
}
