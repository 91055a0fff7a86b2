//! Instructions and heap blocks that a chunk or an answer costs, of all contenders.
//!
//! `cargo bench -p surprisal-tests --bench instructions -- [PART OF A SCENARIO AND CONTENDER]`
//!
//! Instructions are counted by valgrind, so a busy machine does not change them. The program runs
//! itself as the server, which is not measured, and as the client of answers of n and of 2n units.
//! The difference by n is the cost of a unit: what the runtime, the client and the request cost
//! falls out of it. All is one thread.

#![allow(clippy::print_stdout, reason = "the table is its output")]

mod contenders;
mod serving;
mod table;
mod valgrind;

use std::io;

use surprisal_tests::contender::Result;
use tokio::runtime::{Builder, Runtime};

fn main() -> Result<()> {
    // Cargo adds `--bench`.
    let args: Vec<String> = std::env::args()
        .skip(1)
        .filter(|arg| !arg.starts_with("--"))
        .collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args.as_slice() {
        ["serve"] => runtime()?.block_on(serving::serve()),
        ["run", scenario, contender, n, url] => {
            let run = contenders::run(scenario, contender, url, n.parse()?)?;
            println!("{}", runtime()?.block_on(run)?);
            Ok(())
        }
        [] => table::print(""),
        [part, ..] => table::print(part),
    }
}

fn runtime() -> io::Result<Runtime> {
    Builder::new_current_thread().enable_all().build()
}
