use clap::Args;

/// List the models and providers that are known
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Models {
    /// Print one JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

const EXAMPLES: &str = "\
Examples:
  surprisal models
  surprisal models --json | jq '.providers[].name'";
