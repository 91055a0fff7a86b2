use std::path::PathBuf;

use clap::Args;

use super::{LogprobsFlag, ModelName, Sampling};

/// Ask many questions
///
/// Each line of the input is a JSON text, {"prompt": TEXT} or {"messages": [...]}, the objects with an
/// "id" if you like. Each line of the output is {"index", "id", "input", "message"} or {"index", "id",
/// "input", "error"}, in the order in which they are ready: "index" is the number of the input's line,
/// from 0, and "input" a hash of it.
///
/// Stopped by whatever it may be, the same command goes on where it was: what is in the output is not
/// asked again. Ctrl-C waits for the answers that are under way; a second one does not.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Batch {
    /// The questions, in JSON lines
    #[arg(value_name = "INPUT")]
    pub(crate) input: PathBuf,
    /// The answers, in JSON lines; made, or added to
    #[arg(value_name = "OUTPUT")]
    pub(crate) output: PathBuf,

    #[command(flatten)]
    pub(crate) model: ModelName,
    #[command(flatten)]
    pub(crate) sampling: Sampling,
    #[command(flatten)]
    pub(crate) logprobs: LogprobsFlag,

    /// How many answers to each question
    #[arg(short, value_name = "COUNT")]
    pub(crate) n: Option<u32>,
    /// How many questions to ask at once
    #[arg(long, value_name = "COUNT", default_value = "8", value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) concurrency: u16,
    /// Ask again what failed in an earlier run
    #[arg(long)]
    pub(crate) retry_errors: bool,
}

const EXAMPLES: &str = "\
Examples:
  surprisal batch questions.jsonl answers.jsonl
  surprisal batch questions.jsonl answers.jsonl --model openai:gpt-4o-mini --concurrency 32 --logprobs=0
  surprisal batch questions.jsonl answers.jsonl --retry-errors
  jq -r 'select(.message) | [.index, .message.content] | @tsv' answers.jsonl";
