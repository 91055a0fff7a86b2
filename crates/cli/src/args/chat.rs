use clap::Args;

use super::{ModelName, Sampling};

/// Hold a conversation
///
/// Each line is said to the model, which knows what was said before. /help lists the commands; Ctrl-C
/// stops an answer, Ctrl-D ends the conversation.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Chat {
    #[command(flatten)]
    pub(crate) model: ModelName,
    #[command(flatten)]
    pub(crate) sampling: Sampling,
}

const EXAMPLES: &str = "\
Examples:
  surprisal chat
  surprisal chat --model openai:gpt-4o-mini --system \"You are a pirate.\"
  printf 'My name is Ada.\\nWhat is my name?\\n' | surprisal chat";
