use crate::ModelFile;

/// What is known of a model that has been loaded.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ModelInfo {
    /// The name by which it was asked for, or that of its file.
    pub name: String,
    /// The name that the file gives it, if it does.
    pub title: Option<String>,
    /// The file, and where it came from.
    pub file: ModelFile,
    /// The family: `llama`, `qwen2` or `qwen3`.
    pub architecture: String,
    /// How many weights it has.
    pub parameters: u64,
    /// How many tokens it knows.
    pub vocabulary: usize,
    /// How many tokens there may be at most, those of the messages and of the answer.
    pub context_length: usize,
}
