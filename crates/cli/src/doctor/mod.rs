//! `surprisal doctor`: what is set up, what is missing, and what to do about it.

mod check;
mod local;
mod machine;
mod network;
mod setup;

use crate::args::Doctor;
use crate::exit::Failure;
use crate::output::Output;

use check::Check;

pub(crate) fn run(args: &Doctor) -> Result<(), Failure> {
    let mut output = Output::stdout();
    let mut complete = true;
    let checks = [machine::checks, setup::providers, network::proxies]
        .into_iter()
        .flat_map(|checks| checks())
        .chain(setup::model(&args.model));
    for check in checks {
        complete &= !check.is_missing();
        output.ours(&check.to_text())?;
    }
    match complete {
        true => Ok(()),
        false => Err(Failure::Told),
    }
}
