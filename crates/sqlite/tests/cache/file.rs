//! What is in the file, and what may be.

use std::fs;
use std::path::Path;

use rusqlite::Connection;
use surprisal_core::{Cache as _, CallOptions, ErrorKind, RunnableExt as _};
use surprisal_sqlite::SqliteCache;
use surprisal_testing::FakeChatModel;
use tempfile::tempdir;

use crate::{answer, key};

/// All that is on the disk: the log beside the file as well.
fn bytes(folder: &Path) -> Vec<u8> {
    let files = fs::read_dir(folder).unwrap();
    files
        .flat_map(|file| fs::read(file.unwrap().path()).unwrap())
        .collect()
}

fn contains(bytes: &[u8], text: &str) -> bool {
    bytes
        .windows(text.len())
        .any(|window| window == text.as_bytes())
}

#[tokio::test]
async fn answers_are_there_when_the_file_is_opened_again() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("answers.sqlite");
    let cache = SqliteCache::open(&path).unwrap();
    cache.put(&key("a"), answer("a")).await.unwrap();
    drop(cache);
    let again = SqliteCache::open(&path).unwrap();
    assert_eq!(again.get(&key("a")).await.unwrap(), Some(answer("a")));
    assert_eq!(again.len().await.unwrap(), 1);
}

#[tokio::test]
async fn the_file_holds_the_answer_and_neither_question_nor_secret() {
    let folder = tempdir().unwrap();
    let cache = SqliteCache::open(folder.path().join("answers.sqlite")).unwrap();
    let options = CallOptions::new().header("authorization", "hunter2");
    let model = FakeChatModel::new()
        .say(["Paris"])
        .bind(options)
        .with_cache(cache);
    model.invoke("the capital of France").await.unwrap();
    let bytes = bytes(folder.path());
    assert!(contains(&bytes, "Paris"));
    for absent in ["hunter2", "authorization", "the capital"] {
        assert!(!contains(&bytes, absent), "{absent}");
    }
    assert!(!format!("{model:?}").contains("hunter2"));
}

#[tokio::test]
async fn a_row_that_cannot_be_read_is_a_warning_and_is_replaced() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("answers.sqlite");
    let fake = FakeChatModel::new().say(["old"]).say(["new"]);
    let model = fake.clone().with_cache(SqliteCache::open(&path).unwrap());
    model.invoke("hi").await.unwrap();
    let other = Connection::open(&path).unwrap();
    other
        .execute("UPDATE answers SET answer = '[{\"choices\":'", ())
        .unwrap();
    let answer = model.invoke("hi").await.unwrap();
    assert_eq!(answer.text(), "new");
    let warnings = &answer.response_metadata().warnings;
    assert_eq!((warnings.len(), &*warnings[0].option), (1, "cache"));
    assert!(
        warnings[0].message.contains("is not what was written"),
        "{}",
        warnings[0]
    );
    let again = model.invoke("hi").await.unwrap();
    assert_eq!(
        (&*again.text(), again.response_metadata().cached),
        ("new", true)
    );
    assert_eq!(fake.calls().len(), 2);
}

#[tokio::test]
async fn a_row_that_cannot_be_read_is_a_bad_response_with_its_cause() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("answers.sqlite");
    let cache = SqliteCache::open(&path).unwrap();
    cache.put(&key("a"), answer("a")).await.unwrap();
    let other = Connection::open(&path).unwrap();
    for broken in ["'{'", "'[7]'", "x'ff'", "7"] {
        other
            .execute(&format!("UPDATE answers SET answer = {broken}"), ())
            .unwrap();
        let error = cache.get(&key("a")).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::BadResponse, "{error}");
        assert!(std::error::Error::source(&error).is_some());
    }
}

#[test]
fn a_file_of_a_later_version_is_refused_and_left_as_it_is() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("answers.sqlite");
    drop(SqliteCache::open(&path).unwrap());
    let other = Connection::open(&path).unwrap();
    other.pragma_update(None, "user_version", 2).unwrap();
    let error = SqliteCache::open(&path).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    assert!(
        error
            .message()
            .contains("has the format 2, and this version of surprisal-sqlite reads 1"),
        "{error}"
    );
}

#[test]
fn a_database_of_something_else_is_refused_and_left_as_it_is() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("other.sqlite");
    Connection::open(&path)
        .unwrap()
        .execute_batch("CREATE TABLE t (a)")
        .unwrap();
    let before = fs::read(&path).unwrap();
    let error = SqliteCache::open(&path).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    assert!(
        error.message().contains("is a database of something else"),
        "{error}"
    );
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn what_is_no_database_and_what_is_no_path_say_so() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("notes.txt");
    fs::write(&path, "no database, but a text of some length ".repeat(40)).unwrap();
    let error = SqliteCache::open(&path).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::BadResponse);
    assert!(error.message().contains("notes.txt"), "{error}");

    let error = SqliteCache::open(folder.path().join("none").join("answers.sqlite")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    assert!(std::error::Error::source(&error).is_some());
    assert!(SqliteCache::open(folder.path()).is_err());
}

#[cfg(unix)]
#[test]
fn a_path_is_a_path_also_where_sqlite_would_read_it_otherwise() {
    let folder = tempdir().unwrap();
    // No other test has a path that depends on it.
    std::env::set_current_dir(&folder).unwrap();
    for name in [
        "a?mode=memory",
        "file:b?mode=memory",
        "file::memory:",
        ":memory:",
        "c '%#é",
    ] {
        drop(SqliteCache::open(name).unwrap());
        assert!(folder.path().join(name).exists(), "{name}");
    }
    for name in ["", "a\0b"] {
        let error = SqliteCache::open(name).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{error}");
    }
}

#[cfg(unix)]
#[tokio::test]
async fn a_new_file_and_its_log_are_for_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let rights = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let folder = tempdir().unwrap();
    let path = folder.path().join("answers.sqlite");
    let cache = SqliteCache::open(&path).unwrap();
    cache.put(&key("a"), answer("a")).await.unwrap();
    for file in fs::read_dir(&folder).unwrap() {
        let path = file.unwrap().path();
        assert_eq!(rights(&path), 0o600, "{path:?}");
    }

    // What was chosen for a file that is there already stays.
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    drop(SqliteCache::open(&path).unwrap());
    assert_eq!(rights(&path), 0o640);
}
