//! Many streams at once, dropped and broken at random, of all providers: nothing may leak, stick, be lost or doubled.
//!
//! `cargo test -p surprisal-tests --test soak -- [full] [seed=…] [streams=…] [at_once=…] [rounds=…] [idle=…] [groups=…]`
//!
//! The server is a process of its own, so that memory, sockets and tasks are the client's alone. Everything is decided by
//! the seed, which is printed; no time is asserted.

#![allow(clippy::print_stdout, reason = "the figures are its output")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a panic is how a test fails"
)]

mod above;
mod ask;
mod gauge;
mod groups;
mod idle;
mod plan;
mod round;
mod run;
mod service;
mod serving;
mod settings;
mod spans;
mod stream;
mod tally;
mod wire;
mod wrapped;

use peak_alloc::PeakAlloc;
use surprisal_tests::contender::Result;
use tokio::runtime::Builder;

use crate::settings::Settings;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let runtime = Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    match args.as_slice() {
        [word, seed] if word == "serve" => runtime.block_on(serving::serve(seed.parse()?)),
        _ if !is_asked_for(&args) => Ok(()),
        _ => runtime.block_on(run::run(Settings::read(&args)?)),
    }
}

/// Whether what cargo gives to all tests, a part of a name, is for this one. Nothing is listed.
fn is_asked_for(args: &[String]) -> bool {
    let is_ours = |arg: &String| arg == "full" || arg.contains('=') || arg.starts_with('-');
    let mut names = args.iter().filter(|arg| !is_ours(arg)).peekable();
    let lists = args.iter().any(|arg| arg == "--list");
    !lists && (names.peek().is_none() || names.any(|name| "soak".contains(name.as_str())))
}
