//! What the compiler says to those who put together what does not fit: it names the mistake and what would work.
//!
//! The texts are those of one release of the compiler, and are compared where that is in use. After a change of
//! them look at what `TRYBUILD=overwrite cargo test -p surprisal-core --test readable` writes.

use std::env;
use std::process::Command;

/// Whose texts they are.
const COMPILER: &str = "rustc 1.95.";

#[test]
fn what_does_not_fit_is_said_in_our_words() {
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let version = Command::new(rustc).arg("--version").output().unwrap();
    let version = String::from_utf8_lossy(&version.stdout);
    if !version.starts_with(COMPILER) {
        println!("skipped: the texts are those of {COMPILER}x, and this is {version}");
        return;
    }
    trybuild::TestCases::new().compile_fail("tests/readable/*.rs");
}
