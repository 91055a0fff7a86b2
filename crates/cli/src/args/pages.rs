use clap::Args;
use clap_complete::Shell;

/// Print a script that completes the command line
#[derive(Args, Debug)]
#[command(after_help = COMPLETIONS)]
pub(crate) struct Completions {
    /// For which shell
    pub(crate) shell: Shell,
}

const COMPLETIONS: &str = "\
Examples:
  surprisal completions bash > ~/.local/share/bash-completion/completions/surprisal
  surprisal completions zsh > \"${fpath[1]}/_surprisal\"
  surprisal completions fish > ~/.config/fish/completions/surprisal.fish";

/// Print the man page
#[derive(Args, Debug)]
#[command(after_help = MAN)]
pub(crate) struct Man {
    /// The page of this subcommand
    #[arg(value_name = "COMMAND")]
    pub(crate) command: Option<String>,
}

const MAN: &str = "\
Examples:
  surprisal man | man -l -
  surprisal man batch > surprisal-batch.1";
