use std::collections::BTreeMap;
use std::path::Path;
use std::{fs, io};

use super::GgufValue;
use super::chat::TEMPLATE;
use super::file;
use super::tensors::{HEAD_WIDTH, HIDDEN, LAYERS, SHARE, WIDTH, kv_heads, tensors};
use super::vocabulary::Vocabulary;

/// A language model of a few 100 kB with random weights, as a GGUF file that runs wherever such files do:
/// so a test of a program that runs them needs no download.
///
/// It knows nothing and does all that a model does: it has two layers, single precision, a byte-level
/// vocabulary with the marks and the chat template of ChatML, and an answer for everything, which is text
/// now and then and often bytes that are none. The same seed and settings give the same file.
///
/// ```
/// use surprisal_testing::TinyModel;
///
/// let model = TinyModel::new(7).architecture("qwen2").context_length(256);
/// assert!(model.to_bytes().starts_with(b"GGUF"));
/// assert_eq!(model.to_bytes(), model.clone().to_bytes());
/// ```
///
/// With the provider of such files:
///
/// ```text
/// let path = directory.path().join("tiny.gguf");
/// TinyModel::new(7).write(&path)?;
/// let llm = ChatLocal::from_env(path.to_string_lossy())?;
/// let answer = llm.bind(CallOptions::new().logprobs(true).max_tokens(8)).invoke("hi").await?;
/// assert_eq!(answer.logprobs().content().len(), 8);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct TinyModel {
    seed: u64,
    architecture: String,
    context_length: u32,
    spread: f32,
    /// What the metadata have in place of the usual; `None` takes a key out.
    changes: BTreeMap<String, Option<GgufValue>>,
}

impl TinyModel {
    /// A model of the family `llama`, with a context of 512 tokens.
    pub fn new(seed: u64) -> Self {
        Self {
            seed,
            architecture: "llama".to_owned(),
            context_length: 512,
            spread: 2.0,
            changes: BTreeMap::new(),
        }
    }

    /// Sets the family: `llama`, `qwen2` (with biases), or `qwen3` (with normalised heads). Any other name is
    /// written as it is, over the tensors of `llama`.
    #[must_use]
    pub fn architecture(mut self, name: impl Into<String>) -> Self {
        self.architecture = name.into();
        self
    }

    /// Sets how many tokens the model says that it can read.
    #[must_use]
    pub fn context_length(mut self, tokens: u32) -> Self {
        self.context_length = tokens;
        self
    }

    /// Sets how far the logits deviate from each other, in nats: 0 makes all tokens about as likely, 2 is
    /// the default, and with 20 one is nearly certain.
    #[must_use]
    pub fn spread(mut self, nats: f32) -> Self {
        self.spread = nats;
        self
    }

    /// Sets a key of the metadata, such as `tokenizer.ggml.pre`, whether it makes sense or not.
    #[must_use]
    pub fn set(mut self, key: impl Into<String>, value: impl Into<GgufValue>) -> Self {
        self.changes.insert(key.into(), Some(value.into()));
        self
    }

    /// Leaves out a key of the metadata.
    #[must_use]
    pub fn unset(mut self, key: impl Into<String>) -> Self {
        self.changes.insert(key.into(), None);
        self
    }

    /// The file.
    pub fn to_bytes(&self) -> Vec<u8> {
        let vocabulary = Vocabulary::new();
        let tensors = tensors(self.seed, &self.architecture, vocabulary.len(), self.spread);
        let mut metadata = self.sizes();
        vocabulary.describe(&mut metadata);
        metadata.insert("tokenizer.chat_template".to_owned(), TEMPLATE.into());
        for (key, value) in &self.changes {
            match value {
                Some(value) => metadata.insert(key.clone(), value.clone()),
                None => metadata.remove(key),
            };
        }
        file::bytes(&metadata, &tensors)
    }

    /// Writes the file.
    ///
    /// # Errors
    ///
    /// Those of [`fs::write`].
    pub fn write(&self, path: impl AsRef<Path>) -> io::Result<()> {
        fs::write(path, self.to_bytes())
    }

    fn sizes(&self) -> BTreeMap<String, GgufValue> {
        let size = |size: usize| GgufValue::from(u32::try_from(size).unwrap_or(u32::MAX));
        let kv_heads = kv_heads(&self.architecture);
        let own = [
            ("context_length", self.context_length.into()),
            ("block_count", size(LAYERS)),
            ("embedding_length", size(WIDTH)),
            ("feed_forward_length", size(HIDDEN)),
            ("attention.head_count", size(SHARE * kv_heads)),
            ("attention.head_count_kv", size(kv_heads)),
            ("attention.key_length", size(HEAD_WIDTH)),
            ("attention.value_length", size(HEAD_WIDTH)),
            ("attention.layer_norm_rms_epsilon", 1e-5.into()),
            ("rope.dimension_count", size(HEAD_WIDTH)),
            ("rope.freq_base", 10_000.0.into()),
        ];
        let own = own.map(|(key, value)| (format!("{}.{key}", self.architecture), value));
        let general = [
            (
                "general.architecture".to_owned(),
                self.architecture.as_str().into(),
            ),
            ("general.name".to_owned(), "Tiny".into()),
        ];
        own.into_iter().chain(general).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_a_few_hundred_kilobytes_and_depends_on_its_seed() {
        let bytes = TinyModel::new(1).to_bytes();
        assert!((100_000..600_000).contains(&bytes.len()), "{}", bytes.len());
        assert_ne!(bytes, TinyModel::new(2).to_bytes());
        assert_ne!(bytes, TinyModel::new(1).spread(0.0).to_bytes());
    }

    #[test]
    fn keys_can_be_set_and_left_out() {
        let has = |model: TinyModel, text: &str| {
            let bytes = model.to_bytes();
            bytes
                .windows(text.len())
                .any(|window| window == text.as_bytes())
        };
        let model = TinyModel::new(1);
        assert!(has(model.clone(), "tokenizer.chat_template"));
        assert!(!has(
            model.clone().unset("tokenizer.chat_template"),
            "tokenizer.chat_template"
        ));
        assert!(has(model.set("general.name", "Other"), "Other"));
    }
}
