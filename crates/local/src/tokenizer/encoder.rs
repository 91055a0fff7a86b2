use surprisal_core::{Error, Result};
use tokenizers::AddedToken;
use tokenizers::models::bpe::{BPE, Merges, Vocab};

use super::pattern::Pattern;
use super::vocabulary::Vocabulary;
use crate::gguf::Metadata;

/// Text to ids, by the library `tokenizers` set up from the file's metadata.
#[derive(Debug)]
pub(super) struct Encoder {
    tokenizer: tokenizers::Tokenizer,
    pattern: Pattern,
}

impl Encoder {
    pub(super) fn read(metadata: &Metadata<'_>, vocabulary: &Vocabulary) -> Result<Self> {
        let kind = metadata.text("tokenizer.ggml.model")?;
        if kind != "gpt2" {
            return Err(metadata.wrong(&format!(
                "its tokenizer is of the kind {kind:?}: supported is gpt2, which is byte-level BPE"
            )));
        }
        let pattern = Pattern::read(metadata)?;
        let merges = metadata.texts("tokenizer.ggml.merges")?.into_iter();
        let longest = vocabulary.longest();
        let merges = merges.map(|merge| {
            let pair = merge.split_once(' ').ok_or_else(|| {
                metadata.wrong(&format!("{merge:?} among its merges is no pair of tokens"))
            })?;
            // The library has room for the longest token, and panics where there is more.
            if pair.0.len() + pair.1.len() > longest {
                return Err(metadata.wrong(&format!("{merge:?} among its merges makes no token")));
            }
            Ok((pair.0.to_owned(), pair.1.to_owned()))
        });
        let merges = merges.collect::<Result<Merges>>()?;
        let wrong = |error| {
            metadata
                .wrong("its tokenizer cannot be built")
                .with_source(error)
        };
        let bpe = BPE::builder()
            .vocab_and_merges(vocabulary.ids().collect::<Vocab>(), merges)
            .ignore_merges(pattern.ignores_merges())
            .build()
            .map_err(wrong)?;
        let mut tokenizer = tokenizers::Tokenizer::new(bpe);
        tokenizer.with_pre_tokenizer(Some(pattern.build().map_err(wrong)?));
        let specials = vocabulary.specials();
        let specials = specials.map(|name| AddedToken::from(name, true).normalized(false));
        tokenizer.add_special_tokens(specials).map_err(wrong)?;
        Ok(Self { tokenizer, pattern })
    }

    pub(super) fn adds_begin(&self) -> bool {
        self.pattern.adds_begin()
    }

    pub(super) fn encode(&self, text: &str) -> Result<Vec<u32>> {
        let encoding = self.tokenizer.encode_fast(text, false).map_err(|error| {
            Error::invalid_input("the text cannot be turned into tokens").with_source(error)
        })?;
        Ok(encoding.get_ids().to_vec())
    }
}
