use std::path::PathBuf;

use clap::Args;

use super::{LogprobsFlag, ModelName};

/// Tell how likely a given text is
///
/// Sums up the log probabilities of the continuation's tokens, given the prompt. A model that runs in this
/// process can do that, vLLM, and services whose completions echo the prompt.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
#[group(id = "continued", args = ["continuation", "continuation_file"], required = true)]
pub(crate) struct Score {
    #[command(flatten)]
    pub(crate) model: ModelName,

    /// The text before
    #[arg(long, value_name = "TEXT", conflicts_with = "prompt_file")]
    pub(crate) prompt: Option<String>,
    /// A file with the text before; `-` is standard input
    #[arg(long, value_name = "FILE")]
    pub(crate) prompt_file: Option<PathBuf>,
    /// The text to be scored
    #[arg(long, value_name = "TEXT")]
    pub(crate) continuation: Option<String>,
    /// A file with the text to be scored; `-` is standard input
    #[arg(long, value_name = "FILE")]
    pub(crate) continuation_file: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) logprobs: LogprobsFlag,
    /// Print one JSON object, with the tokens
    #[arg(long)]
    pub(crate) json: bool,
}

const EXAMPLES: &str = "\
Examples:
  surprisal score --prompt \"The capital of France is\" --continuation \" Paris\"
  surprisal score --continuation-file essay.txt --logprobs
  surprisal score --model ./model.gguf --prompt-file question.txt --continuation \" 42\" --json
  VLLM_BASE_URL=http://localhost:8000/v1 surprisal score --model vllm:my-model --continuation-file essay.txt";
