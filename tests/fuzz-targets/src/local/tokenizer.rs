use std::collections::HashSet;

use surprisal_core::HasLogprobs as _;

use super::file::{Vocabulary, head};
use super::model::{model, read};
use crate::input::Input;
use crate::runtime::block_on;

/// The ways to cut a text.
const PATTERNS: [&str; 6] = ["gpt-2", "smollm", "llama-bpe", "qwen2", "tekken", "none"];

/// A vocabulary: it is refused, or its tokens are ids of it that make up the text.
///
/// The input is how texts are cut, and lines: the first is a text; `m` and a merge, `c` and a mark, `u` and a token of
/// a user, and anything else, behind its first character, a token.
pub fn tokenizer(data: &[u8]) {
    let mut input = Input::new(data);
    let pattern = *input.pick(&PATTERNS);
    let Ok(lines) = str::from_utf8(input.rest()) else {
        return;
    };
    let mut lines = lines.split('\n');
    let text = lines.next().unwrap_or_default();
    let mut vocabulary = Vocabulary::bytes(pattern);
    for line in lines.take(200) {
        let mut characters = line.chars();
        let Some(kind) = characters.next() else {
            continue;
        };
        vocabulary.add(kind, characters.as_str());
    }
    let model = model(&head(&vocabulary));
    let Some((ids, scored)) = block_on(read(&model, text)) else {
        return;
    };
    let count = u32::try_from(vocabulary.tokens.len()).unwrap();
    assert!(ids.iter().all(|id| *id < count));
    let is_plain = vocabulary.kinds.iter().all(|kind| *kind == 1);
    let is_unique =
        vocabulary.tokens.iter().collect::<HashSet<_>>().len() == vocabulary.tokens.len();
    if let Ok(scored) = scored
        && is_plain
        && is_unique
    {
        scored.alignment().unwrap();
        // All numbers are zero, so that all tokens are as likely; the first has nothing before it.
        let uniform = -f64::from(count).ln();
        for token in scored.tokens() {
            assert!(
                token
                    .logprob()
                    .is_none_or(|one| (one - uniform).abs() < 1e-3),
                "{token:?}"
            );
        }
    }
}
