use clap::Args;

use super::ModelName;

/// Say what is set up and what is missing
///
/// Asks no model. Values of keys and passwords are never printed.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Doctor {
    #[command(flatten)]
    pub(crate) model: ModelName,
}

const EXAMPLES: &str = "\
Examples:
  surprisal doctor
  surprisal doctor --model openai:gpt-4o-mini";
