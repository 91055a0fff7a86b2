//! The command line, one file a subcommand.

mod ask;
mod batch;
mod chat;
mod doctor;
mod model;
mod models;
mod pages;
mod sampling;
mod score;

use anstream::ColorChoice;
use clap::{Parser, Subcommand, ValueEnum};

pub(crate) use ask::Ask;
pub(crate) use batch::Batch;
pub(crate) use chat::Chat;
pub(crate) use doctor::Doctor;
pub(crate) use model::ModelName;
pub(crate) use models::Models;
pub(crate) use pages::{Completions, Man};
pub(crate) use sampling::{LogprobsFlag, Sampling};
pub(crate) use score::Score;

use crate::exit::CODES;

/// Ask any language model, and see how sure it was of each token.
///
/// Without a key and without a server it uses a small model in its own process. Data goes to standard
/// output, everything else to standard error.
#[derive(Debug, Parser)]
#[command(name = "surprisal", version, arg_required_else_help = true, after_help = EXAMPLES, after_long_help = format!("{EXAMPLES}\n\n{CODES}"))]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,

    /// When to colour tokens by their probability
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(crate) color: Color,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Ask(Ask),
    Chat(Chat),
    Score(Score),
    Batch(Batch),
    Models(Models),
    Doctor(Doctor),
    Completions(Completions),
    Man(Man),
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Color {
    /// In a terminal, unless NO_COLOR is set
    Auto,
    /// Also in a pipe
    Always,
    /// Plain text
    Never,
}

impl Color {
    /// Makes it the choice of the whole process.
    pub(crate) fn write_global(self) {
        match self {
            Self::Auto => ColorChoice::Auto,
            Self::Always => ColorChoice::Always,
            Self::Never => ColorChoice::Never,
        }
        .write_global();
    }
}

const EXAMPLES: &str = "\
Examples:
  surprisal ask \"how are you today\"
  surprisal ask \"how are you today\" --logprobs --head 5
  surprisal ask --model openai:gpt-4o-mini \"Is the sky blue? Answer yes or no.\" --logprobs=3
  surprisal batch questions.jsonl answers.jsonl
  surprisal doctor";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        <Cli as clap::CommandFactory>::command().debug_assert();
    }
}
