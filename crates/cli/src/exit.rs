//! How the command ends: a code for programs, a message for people.

use std::error::Error as _;
use std::io;
use std::process::ExitCode;

use surprisal::{Error, ErrorKind};

use crate::notes;

/// What the codes mean, as `--help` and the man page say it.
pub(crate) const CODES: &str = "\
Exit codes:
    0  done
    1  it failed; for `batch`, some lines have no answer; for `doctor`, something is missing
    2  the command line or the input is wrong
    3  the key is missing, not accepted, or may not do this
    4  there is no such model or file
    5  the model has no such option, or gives no log probabilities
    6  too many requests for now, or no quota left
    7  no connection, or it took too long
  130  interrupted by Ctrl-C";

/// Why the command did not do what it was asked.
#[derive(Debug)]
pub(crate) enum Failure {
    /// A model's error.
    Model(Error),
    /// The command line, or a file that it names, asks for what cannot be.
    Usage(String),
    /// A file or the terminal; what was tried, and what the system said.
    Io(String, io::Error),
    /// It has been told already.
    Told,
    /// Ctrl-C.
    Interrupted,
    /// The reader of standard output has seen enough.
    OutputClosed,
}

impl Failure {
    /// For `map_err`: what was tried when the system said no.
    pub(crate) fn io(what: impl Into<String>) -> impl FnOnce(io::Error) -> Self {
        move |error| Self::Io(what.into(), error)
    }

    /// For `map_err` on writes to standard output.
    pub(crate) fn output(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::OutputClosed,
            _ => Self::Io("standard output cannot be written".to_owned(), error),
        }
    }

    fn code(&self) -> u8 {
        match self {
            Self::OutputClosed => 0,
            Self::Usage(_) => 2,
            Self::Interrupted => 130,
            Self::Io(_, error) if error.kind() == io::ErrorKind::NotFound => 4,
            Self::Io(..) | Self::Told => 1,
            Self::Model(error) => code_of(error.kind()),
        }
    }

    fn tell(&self) {
        match self {
            Self::Model(error) => tell(error),
            Self::Usage(message) => notes::note(message),
            Self::Io(what, error) => notes::note(&format!("{what}: {error}")),
            Self::Interrupted => notes::note("interrupted"),
            Self::Told | Self::OutputClosed => {}
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Model(error)
    }
}

/// Tells a failure, and turns it into the process's exit code.
pub(crate) fn end(result: Result<(), Failure>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            failure.tell();
            ExitCode::from(failure.code())
        }
    }
}

/// Tells a model's error with what caused it.
pub(crate) fn tell(error: &Error) {
    let mut told = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let message = error.to_string();
        if !told.contains(&message) {
            told.push_str("\n  because ");
            told.push_str(&message);
        }
        cause = error.source();
    }
    if let Some(id) = error.request_id() {
        told.push_str("\n  request id ");
        told.push_str(id);
    }
    notes::note(&told);
}

fn code_of(kind: ErrorKind) -> u8 {
    match kind {
        ErrorKind::InvalidInput | ErrorKind::ContextTooLong => 2,
        ErrorKind::Authentication | ErrorKind::PermissionDenied => 3,
        ErrorKind::NotFound => 4,
        ErrorKind::Unsupported | ErrorKind::LogprobsMissing => 5,
        ErrorKind::RateLimited | ErrorKind::QuotaExhausted => 6,
        ErrorKind::Timeout | ErrorKind::Connection => 7,
        _ => 1,
    }
}
