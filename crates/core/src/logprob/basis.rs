use serde::{Deserialize, Serialize};

/// Which distribution log probabilities are of.
///
/// Servers differ, and few say it: llama.cpp gives the model's own unless `post_sampling_probs` is set, vLLM
/// by `--logprobs-mode`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Basis {
    /// The model's own: the softmax of its logits, before temperature, penalties, biases and filters.
    Raw,
    /// The one that the token was drawn from, after all of these.
    Sampling,
}
