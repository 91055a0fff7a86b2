use std::io;
use std::process::{Command, Output};

use surprisal_tests::contender::Result;

/// What one run of a client cost, and what it printed.
#[derive(Clone, Debug)]
pub(crate) struct Cost {
    pub(crate) instructions: f64,
    pub(crate) blocks: f64,
    pub(crate) bytes: f64,
    pub(crate) printed: String,
}

pub(crate) fn is_installed() -> bool {
    Command::new("valgrind").arg("--version").output().is_ok()
}

/// Runs this program with these arguments under two of valgrind's tools.
pub(crate) fn cost(args: &[&str]) -> Result<Cost> {
    let tool = [
        "--tool=cachegrind",
        "--cache-sim=no",
        "--cachegrind-out-file=/dev/null",
    ];
    let (report, printed) = report(&tool, args)?;
    let instructions = number_in(&report, "I refs:", 0)?;

    let (report, _) = self::report(&["--tool=memcheck", "--undef-value-errors=no"], args)?;
    let usage = "total heap usage:";
    Ok(Cost {
        instructions,
        blocks: number_in(&report, usage, 0)?,
        bytes: number_in(&report, usage, 2)?,
        printed,
    })
}

/// What valgrind and what the program printed.
fn report(tool: &[&str], args: &[&str]) -> Result<(String, String)> {
    let output = run(tool, args)?;
    let report = String::from_utf8_lossy(&output.stderr).into_owned();
    if !output.status.success() {
        return Err(format!("{args:?} failed:\n{report}").into());
    }
    Ok((report, String::from_utf8_lossy(&output.stdout).into_owned()))
}

fn run(tool: &[&str], args: &[&str]) -> io::Result<Output> {
    Command::new("valgrind")
        .args(tool)
        .arg(std::env::current_exe()?)
        .args(args)
        .output()
}

/// The number at a position among those that follow `label` on its line: `1,234 allocs, 5 frees`.
fn number_in(report: &str, label: &str, position: usize) -> Result<f64> {
    let lines = report.lines().map(|line| {
        let words: Vec<_> = line.split_whitespace().collect();
        words.join(" ")
    });
    let numbers = lines
        .filter_map(|line| Some(line.split_once(label)?.1.replace(',', "")))
        .flat_map(|rest| {
            let numbers = rest.split(' ').filter_map(|word| word.parse::<f64>().ok());
            numbers.collect::<Vec<_>>()
        })
        .nth(position);
    Ok(numbers.ok_or_else(|| format!("valgrind printed no `{label}`:\n{report}"))?)
}
