use std::fmt;

use rusqlite::ErrorCode;
use surprisal_core::{Error, ErrorKind};

/// What SQLite complains of.
pub(crate) fn error(what: impl fmt::Display, source: rusqlite::Error) -> Error {
    let kind = match source.sqlite_error_code() {
        None if matches!(source, rusqlite::Error::NulError(_)) => ErrorKind::InvalidInput,
        Some(ErrorCode::CannotOpen | ErrorCode::PermissionDenied | ErrorCode::ReadOnly) => {
            ErrorKind::InvalidInput
        }
        Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => ErrorKind::BadResponse,
        _ => ErrorKind::Server,
    };
    Error::new(kind, format!("{what}: {source}")).with_source(source)
}
