use std::collections::BTreeMap;

use super::GgufValue;
use super::alphabet::{character, spelled};

/// One of each kind of character that the ways of splitting a text tell apart. Any two of them are a token
/// where they come one after the other and are not split: so the ids show every split.
const KINDS: &str = " \n\r\t\u{a0}\u{3000}abstBST12٣²'!/_.éÉǅ日\u{301}💙";

/// The special tokens, the last of the vocabulary.
const SPECIALS: [&str; 3] = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"];

/// The tokens: the 256 bytes, what they are merged to, and the special tokens.
#[derive(Clone, Debug)]
pub(super) struct Vocabulary {
    tokens: Vec<String>,
    merges: Vec<String>,
}

impl Vocabulary {
    pub(super) fn new() -> Self {
        let mut vocabulary = Self {
            tokens: (0..=u8::MAX).map(|byte| character(byte).into()).collect(),
            merges: Vec::new(),
        };
        let kinds: Vec<String> = KINDS
            .chars()
            .map(|kind| spelled(&kind.to_string()))
            .collect();
        for kind in &kinds {
            let mut begin = String::new();
            for byte in kind.chars() {
                vocabulary.merge(&begin, &byte.to_string());
                begin.push(byte);
            }
        }
        for left in &kinds {
            for right in &kinds {
                vocabulary.merge(left, right);
            }
        }
        for left in ["he", " t", "yo"] {
            for right in ["re", "he", "u"] {
                vocabulary.word(left, right);
            }
        }
        // No merges make it: only models that take a piece as it is where it is a token have it.
        vocabulary.tokens.push("tab".to_owned());
        vocabulary.tokens.extend(SPECIALS.map(str::to_owned));
        vocabulary
    }

    pub(super) fn len(&self) -> usize {
        self.tokens.len()
    }

    /// The metadata that describe it.
    pub(super) fn describe(self, metadata: &mut BTreeMap<String, GgufValue>) {
        let text = self.tokens.len() - SPECIALS.len();
        let id = |back: usize| u32::try_from(text + back).unwrap_or(u32::MAX);
        let mut kinds = vec![1; text];
        kinds.extend([3; SPECIALS.len()]);
        let values: [(&str, GgufValue); 9] = [
            ("model", "gpt2".into()),
            ("pre", "smollm".into()),
            ("tokens", self.tokens.into()),
            ("token_type", kinds.into()),
            ("merges", self.merges.into()),
            ("bos_token_id", id(1).into()),
            ("eos_token_id", id(2).into()),
            ("padding_token_id", id(0).into()),
            ("add_bos_token", false.into()),
        ];
        for (key, value) in values {
            metadata.insert(format!("tokenizer.ggml.{key}"), value);
        }
    }

    /// Makes a token of two that come one after the other.
    fn merge(&mut self, left: &str, right: &str) {
        let token = format!("{left}{right}");
        if left.is_empty() || self.tokens.contains(&token) {
            return;
        }
        self.merges.push(format!("{left} {right}"));
        self.tokens.push(token);
    }

    /// Makes a token of two pieces of a word, and of each what it consists of.
    fn word(&mut self, left: &str, right: &str) {
        let (left, right) = (spelled(left), spelled(right));
        for piece in [&left, &right] {
            let mut begin = String::new();
            for byte in piece.chars() {
                self.merge(&begin, &byte.to_string());
                begin.push(byte);
            }
        }
        self.merge(&left, &right);
    }
}
