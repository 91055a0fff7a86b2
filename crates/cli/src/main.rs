//! The command `surprisal`: ask any language model, and see how sure it was of each token.
//!
//! `args` says what can be asked, one file a subcommand; a module of the same name does it. Data goes to
//! standard output, everything else to standard error; `exit` says how it ended.

mod answer;
mod args;
mod ask;
mod batch;
mod chat;
mod doctor;
mod exit;
mod json;
mod model;
mod models;
mod notes;
mod output;
mod page_file;
mod pages;
mod prompt;
mod providers;
mod score;
mod table;

use std::process::ExitCode;

use clap::Parser as _;

use args::{Cli, Command};
use exit::Failure;

fn main() -> ExitCode {
    let cli = Cli::parse();
    cli.color.write_global();
    exit::end(run(cli.command))
}

fn run(command: Command) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(Failure::io("the runtime cannot be started"))?;
    runtime.block_on(async {
        match command {
            Command::Ask(args) => ask::run(args).await,
            Command::Chat(args) => chat::run(args).await,
            Command::Score(args) => score::run(args).await,
            Command::Batch(args) => batch::run(args).await,
            Command::Models(args) => models::run(&args),
            Command::Doctor(args) => doctor::run(&args),
            Command::Completions(args) => pages::completions(&args),
            Command::Man(args) => pages::man(&args),
        }
    })
}
