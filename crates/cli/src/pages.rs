//! What is made of the command line's description: completions and the man page.

use clap::CommandFactory as _;

use crate::args::{Cli, Completions, Man};
use crate::exit::Failure;
use crate::output::Output;

pub(crate) fn completions(args: &Completions) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), NAME, &mut script);
    print(&script)
}

pub(crate) fn man(args: &Man) -> Result<(), Failure> {
    let mut root = Cli::command();
    root.build();
    let command = match &args.command {
        None => root,
        Some(name) => match root.find_subcommand(name) {
            Some(command) => command.clone(),
            None => {
                let names: Vec<_> = root
                    .get_subcommands()
                    .map(clap::Command::get_name)
                    .collect();
                return Err(Failure::Usage(format!(
                    "there is no command {name:?}: the commands are {}",
                    names.join(", ")
                )));
            }
        },
    };
    let mut page = Vec::new();
    clap_mangen::Man::new(command)
        .render(&mut page)
        .map_err(Failure::output)?;
    print(&page)
}

fn print(page: &[u8]) -> Result<(), Failure> {
    Output::stdout().ours(&String::from_utf8_lossy(page))
}

const NAME: &str = "surprisal";
