use std::fmt;
use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use rusqlite::{Connection, OpenFlags, OptionalExtension as _, TransactionBehavior};
use surprisal_core::{Cache, CacheKey, CachedAnswer, Error, Result};

use crate::error::error;
use crate::schema::{prepare, reading};
use crate::worker::Worker;

/// A cache in a SQLite file, for [`with_cache`](surprisal_core::RunnableExt::with_cache). A clone shares it; so do other
/// processes that open the same file.
///
/// The file must be on a disk of this machine: it is written by a log (WAL), which network file systems do not share. It
/// holds the answers, and of the questions only a hash; on Unix a new one is for its owner alone (mode 600). Where power
/// fails, the last answers may be gone; the file is whole.
///
/// SQLite waits for the disk and for other processes, so it has threads of its own, which end with the last clone: any
/// executor will do, and none is held up. One of them writes and one reads, so that answers are given while another
/// process holds the file to write. An answer that cannot be read counts as
/// [`ErrorKind::BadResponse`](surprisal_core::ErrorKind::BadResponse), with which a model's call asks the model and
/// replaces it.
///
/// ```
/// use surprisal_core::{ChatModel, Result, RunnableExt};
/// use surprisal_sqlite::SqliteCache;
///
/// fn cached(model: impl ChatModel) -> Result<impl ChatModel> {
///     Ok(model.with_cache(SqliteCache::open("answers.sqlite")?.with_max_answers(100_000)))
/// }
/// ```
#[derive(Clone)]
pub struct SqliteCache {
    reader: Worker,
    writer: Worker,
    path: Arc<Path>,
    max_answers: Option<i64>,
}

impl SqliteCache {
    /// Opens a file, or makes one. It blocks the thread while it does.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`](surprisal_core::ErrorKind::InvalidInput) if there can be no file, or if it holds something
    /// else or is of a later version; [`ErrorKind::BadResponse`](surprisal_core::ErrorKind::BadResponse) if it is no SQLite
    /// file or is broken; [`ErrorKind::Server`](surprisal_core::ErrorKind::Server) if SQLite fails in another way, as where
    /// another process holds the file for more than five seconds.
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        // Without a folder SQLite takes `:memory:`, `file:…` and no name at all for something else than a file.
        let file = Path::new(".").join(path);
        #[cfg(unix)]
        make_private(&file);
        let there = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let flags = there | OpenFlags::SQLITE_OPEN_CREATE;
        let writer = writer(Connection::open_with_flags(&file, flags), path)?;
        let reader = Connection::open_with_flags(&file, there).and_then(reading);
        let reader = reader.map_err(|source| cannot_open(path, source))?;
        let writer = Worker::start("surprisal-sqlite", writer, None)?;
        // Of two connections that are closed at once neither is the last, which clears the log away.
        let reader = Worker::start("surprisal-sqlite-reads", reader, Some(writer.clone()))?;
        Ok(Self::of(reader, writer, path))
    }

    /// A cache in memory, which is gone with the last clone: for tests of what will have a file. Faster, and bounded, is
    /// [`MemoryCache`](surprisal_core::MemoryCache).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Server`](surprisal_core::ErrorKind::Server) if SQLite fails.
    pub fn in_memory() -> Result<Self> {
        let path = Path::new(":memory:");
        let only = writer(Connection::open_in_memory(), path)?;
        let worker = Worker::start("surprisal-sqlite", only, None)?;
        Ok(Self::of(worker.clone(), worker, path))
    }

    fn of(reader: Worker, writer: Worker, path: &Path) -> Self {
        Self {
            reader,
            writer,
            path: path.into(),
            max_answers: None,
        }
    }

    /// Keeps so many answers, at least one: with one more, the one that was kept the longest time ago goes.
    #[must_use]
    pub fn with_max_answers(mut self, count: usize) -> Self {
        self.max_answers = Some(i64::try_from(count.max(1)).unwrap_or(i64::MAX));
        self
    }

    /// How many answers are kept.
    ///
    /// # Errors
    ///
    /// As [`open`](Self::open), where the file cannot be read.
    pub async fn len(&self) -> Result<usize> {
        self.reader
            .run(|connection| {
                let count = "SELECT count(*) FROM answers";
                let count = connection.query_row(count, (), |row| row.get(0));
                count.map_err(|source| error("the answers could not be counted", source))
            })
            .await
            .map(isize::unsigned_abs)
    }

    /// Whether no answer is kept.
    ///
    /// # Errors
    ///
    /// As [`len`](Self::len).
    pub async fn is_empty(&self) -> Result<bool> {
        Ok(self.len().await? == 0)
    }

    /// Forgets all answers. The file keeps its size, and its room is used again.
    ///
    /// # Errors
    ///
    /// As [`open`](Self::open), where the file cannot be written.
    pub async fn clear(&self) -> Result<()> {
        self.writer
            .run(|connection| {
                let cleared = connection.execute("DELETE FROM answers", ());
                cleared.map_err(|source| error("the answers could not be forgotten", source))
            })
            .await
            .map(drop)
    }
}

#[async_trait]
impl Cache for SqliteCache {
    async fn get(&self, key: &CacheKey) -> Result<Option<CachedAnswer>> {
        let key = *key;
        self.reader
            .run(move |connection| get(connection, &key))
            .await
    }

    async fn put(&self, key: &CacheKey, answer: CachedAnswer) -> Result<()> {
        let (key, max_answers) = (*key, self.max_answers);
        self.writer
            .run(move |connection| {
                let answer = serde_json::to_string(&answer).map_err(|source| {
                    Error::invalid_input("the answer cannot be written down").with_source(source)
                })?;
                put(connection, &key, &answer, max_answers)
                    .map_err(|source| error("the answer could not be written", source))
            })
            .await
    }
}

/// A connection to a cache of this version, which is made where there is none.
fn writer(connection: rusqlite::Result<Connection>, path: &Path) -> Result<Connection> {
    let mut connection = connection.map_err(|source| cannot_open(path, source))?;
    let format = prepare(&mut connection).map_err(|source| cannot_open(path, source))?;
    format.check(path)?;
    Ok(connection)
}

fn cannot_open(path: &Path, source: rusqlite::Error) -> Error {
    error(format!("the cache {path:?} could not be opened"), source)
}

/// A file that is not there yet is made for its owner alone. SQLite gives its log the rights of the file.
#[cfg(unix)]
fn make_private(file: &Path) {
    use std::os::unix::fs::OpenOptionsExt as _;
    let mut options = std::fs::OpenOptions::new();
    // Where it is there already, or there can be none, SQLite says what is wrong.
    drop(options.write(true).create_new(true).mode(0o600).open(file));
}

fn get(connection: &Connection, key: &CacheKey) -> Result<Option<CachedAnswer>> {
    let find = "SELECT answer FROM answers WHERE key = ?1";
    let found = connection.query_row(find, [key.as_bytes()], |row| {
        let answer = row.get_ref(0)?.as_bytes()?;
        Ok(serde_json::from_slice(answer))
    });
    let found = found.optional();
    found
        .map_err(|source| error("the answer could not be read", source))?
        .transpose()
        .map_err(|source| {
            let message = format!("the answer {key} is not what was written: {source}");
            Error::bad_response(message).with_source(source)
        })
}

fn put(
    connection: &mut Connection,
    key: &CacheKey,
    answer: &str,
    max_answers: Option<i64>,
) -> rusqlite::Result<()> {
    let write = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    write.execute(
        "INSERT OR REPLACE INTO answers (key, answer, created) VALUES (?1, ?2, unixepoch())",
        (key.as_bytes(), answer),
    )?;
    if let Some(count) = max_answers {
        // What is replaced gets a new id, so ids are in the order in which answers were kept.
        write.execute(
            "DELETE FROM answers WHERE id <= (SELECT id FROM answers ORDER BY id DESC LIMIT 1 OFFSET ?1)",
            [count],
        )?;
    }
    write.commit()
}

impl fmt::Debug for SqliteCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SqliteCache")
            .field("path", &self.path)
            .field("max_answers", &self.max_answers)
            .finish_non_exhaustive()
    }
}
