use serde::{Deserialize, Serialize};

/// How the log probabilities of texts of different lengths are compared. The names in EleutherAI's
/// lm-evaluation-harness are in brackets.
///
/// White space at the beginning of a text counts for no length: it parts the text from the prompt, and that harness
/// does not count it either.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Normalization {
    /// Σ ln p, in nats: how likely the whole text is (`acc`).
    #[default]
    Raw,
    /// Σ ln p by the number of characters (Unicode scalar values), in nats a character (`acc_norm`).
    Chars,
    /// Σ ln p by the number of bytes of UTF-8, in nats a byte (`acc_bytes`).
    Bytes,
    /// Σ ln p by the number of tokens, in nats a token.
    Tokens,
    /// Σ ln p behind the prompt less Σ ln p behind the [neutral prompt](super::MultipleChoice::unconditional), in nats:
    /// how much likelier the question makes the text (`acc_mutual_info`).
    MutualInfo,
}
