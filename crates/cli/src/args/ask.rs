use std::path::PathBuf;

use clap::Args;

use super::{LogprobsFlag, ModelName, Sampling};

/// Ask a question
///
/// The answer is printed as it comes, coloured by probability in a terminal: what is painted was unlikely.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Ask {
    /// The question; `-`, or none in a pipe, reads it from standard input
    #[arg(value_name = "PROMPT")]
    pub(crate) prompt: Vec<String>,

    #[command(flatten)]
    pub(crate) model: ModelName,
    #[command(flatten)]
    pub(crate) sampling: Sampling,
    #[command(flatten)]
    pub(crate) logprobs: LogprobsFlag,

    /// Show only the first tokens of the table
    #[arg(long, value_name = "COUNT", requires = "logprobs", conflicts_with_all = ["json", "jsonl"])]
    pub(crate) head: Option<usize>,
    /// How many answers to give
    #[arg(short, value_name = "COUNT")]
    pub(crate) n: Option<u32>,
    /// Print the whole answer as one JSON object, with its log probabilities under response_metadata.logprobs
    #[arg(long, conflicts_with = "jsonl")]
    pub(crate) json: bool,
    /// Print each piece of the answer as a JSON object on a line, as it comes
    #[arg(long)]
    pub(crate) jsonl: bool,
    /// Write a page with the answer, its doubtful words marked, to a file that is not there yet
    ///
    /// It asks for five alternatives of each token unless --logprobs says how many.
    #[arg(long, value_name = "FILE", conflicts_with = "jsonl")]
    pub(crate) html: Option<PathBuf>,
}

const EXAMPLES: &str = "\
Examples:
  surprisal ask \"how are you today\"
  surprisal ask \"how are you today\" --logprobs --head 5
  surprisal ask \"how are you today\" --logprobs=2 --jsonl
  surprisal ask \"how are you today\" --html answer.html
  surprisal ask --model openai:gpt-4o-mini --temperature 0 \"Name a colour.\"
  surprisal ask --system \"Summarise in one line.\" < report.txt
  surprisal ask \"Say yes or no.\" --logprobs --json | jq '.response_metadata.logprobs.content[0]'";
