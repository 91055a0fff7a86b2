//! Standard output: data, exactly as it is where a program reads it, and fit for a terminal where a person
//! does.

use std::io::{self, IsTerminal as _, Write};

use anstream::{AutoStream, ColorChoice};
use serde::Serialize;
use surprisal_confidence::escape_controls;

use crate::exit::Failure;
use crate::json;

/// Where the data goes.
pub(crate) struct Output {
    stream: Box<dyn Write + Send>,
    painted: bool,
    terminal: bool,
}

impl Output {
    /// Standard output, coloured as `--color`, `NO_COLOR` and the terminal say.
    pub(crate) fn stdout() -> Self {
        let stdout = io::stdout();
        let painted = AutoStream::choice(&stdout) != ColorChoice::Never;
        let terminal = stdout.is_terminal();
        // Only what is painted goes through the stream that knows escape sequences: another's text may
        // hold some of its own, and is none of ours to strip.
        let stream: Box<dyn Write + Send> = match painted {
            true => Box::new(anstream::stdout()),
            false => Box::new(stdout),
        };
        Self {
            stream,
            painted,
            terminal,
        }
    }

    /// Whether tokens are to be coloured.
    pub(crate) fn is_painted(&self) -> bool {
        self.painted
    }

    /// A model's text. What is painted is for a terminal, also where a pipe leads to it.
    pub(crate) fn text(&mut self, text: &str) -> Result<(), Failure> {
        match self.terminal || self.painted {
            true => self.ours(&escape_controls(text)),
            false => self.ours(text),
        }
    }

    /// Text that is made here, with its colours.
    pub(crate) fn ours(&mut self, text: &str) -> Result<(), Failure> {
        let written = self.stream.write_all(text.as_bytes());
        written
            .and_then(|()| self.stream.flush())
            .map_err(Failure::output)
    }

    /// A value as JSON on a line of its own.
    pub(crate) fn json(&mut self, value: &impl Serialize) -> Result<(), Failure> {
        let mut line = json::text(value)
            .map_err(|error| Failure::output(io::Error::new(io::ErrorKind::InvalidData, error)))?;
        line.push('\n');
        self.ours(&line)
    }
}
