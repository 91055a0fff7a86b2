use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, TransactionBehavior};
use surprisal_core::{Error, Result};

/// What a file says of itself.
pub(crate) struct Format {
    application: i32,
    version: i32,
}

/// Makes a connection ready, and a new file a cache. A file that is none is left as it is.
pub(crate) fn prepare(connection: &mut Connection) -> rusqlite::Result<Format> {
    connection.busy_timeout(PATIENCE)?;
    let format = found_or_made(connection)?;
    if format.is_known() {
        connection.pragma_update(None, "synchronous", "normal")?;
        use_log(connection)?;
    }
    Ok(format)
}

/// A connection that only reads. In a file with a log it waits for nobody who writes.
pub(crate) fn reading(connection: Connection) -> rusqlite::Result<Connection> {
    connection.busy_timeout(PATIENCE)?;
    connection.pragma_update(None, "query_only", "on")?;
    Ok(connection)
}

/// One process at a time, so that two do not both make the table.
fn found_or_made(connection: &mut Connection) -> rusqlite::Result<Format> {
    let change = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let number = |name| change.pragma_query_value(None, name, |row| row.get(0));
    let found = Format {
        application: number("application_id")?,
        version: number("user_version")?,
    };
    let tables = "SELECT count(*) FROM sqlite_schema";
    let tables: i64 = change.query_row(tables, (), |row| row.get(0))?;
    if (found.application, found.version, tables) != (0, 0, 0) {
        return Ok(found);
    }
    change.execute_batch(TABLE)?;
    change.pragma_update(None, "application_id", APPLICATION)?;
    change.pragma_update(None, "user_version", VERSION)?;
    change.commit()?;
    Ok(Format {
        application: APPLICATION,
        version: VERSION,
    })
}

/// SQLite does not wait where another process has the file open at this moment. It is as right without the log, and
/// that process, or the next one, will turn it on for all.
fn use_log(connection: &Connection) -> rusqlite::Result<()> {
    let on = connection.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(()));
    match on {
        Err(busy) if busy.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) => Ok(()),
        other => other,
    }
}

impl Format {
    fn is_known(&self) -> bool {
        (self.application, self.version) == (APPLICATION, VERSION)
    }

    pub(crate) fn check(&self, path: &Path) -> Result<()> {
        if self.is_known() {
            return Ok(());
        }
        Err(Error::invalid_input(match self.application {
            APPLICATION => format!(
                "the cache {path:?} has the format {}, and this version of surprisal-sqlite reads {VERSION}: use a newer \
                 version, or another file",
                self.version
            ),
            _ => format!("{path:?} is a database of something else: use another file"),
        }))
    }
}

/// What tells a cache from other databases: `surp`.
const APPLICATION: i32 = 0x7375_7270;

/// The version of the table. How an answer is written down is a part of its key.
const VERSION: i32 = 1;

/// How long to wait for another process.
const PATIENCE: Duration = Duration::from_secs(5);

const TABLE: &str = "
    CREATE TABLE answers (
        id INTEGER PRIMARY KEY,
        key BLOB NOT NULL UNIQUE,
        answer TEXT NOT NULL,
        created INTEGER NOT NULL -- seconds since 1970
    )";
