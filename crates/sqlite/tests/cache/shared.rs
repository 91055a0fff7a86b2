//! One file, many users.

use std::thread;
use std::time::{Duration, Instant};

use futures::executor::block_on;
use futures::poll;
use rusqlite::Connection;
use surprisal_core::Cache as _;
use surprisal_sqlite::SqliteCache;
use tempfile::tempdir;

use crate::{answer, key};

#[tokio::test]
async fn two_connections_see_each_others_answers() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("answers.sqlite");
    let (one, other) = (
        SqliteCache::open(&path).unwrap(),
        SqliteCache::open(&path).unwrap(),
    );
    one.put(&key("a"), answer("a")).await.unwrap();
    assert_eq!(other.get(&key("a")).await.unwrap(), Some(answer("a")));
    other.clear().await.unwrap();
    assert_eq!(one.get(&key("a")).await.unwrap(), None);
}

#[test]
fn many_make_and_fill_one_file_at_once() {
    for _ in 0..10 {
        let folder = tempdir().unwrap();
        let path = folder.path().join("answers.sqlite");
        thread::scope(|scope| {
            for user in 0..8 {
                let path = &path;
                scope.spawn(move || {
                    let cache = SqliteCache::open(path).unwrap();
                    for number in 0..2 {
                        let text = format!("{user} {number}");
                        block_on(cache.put(&key(&text), answer(&text))).unwrap();
                        let kept = block_on(cache.get(&key(&text))).unwrap();
                        assert_eq!(kept, Some(answer(&text)));
                    }
                });
            }
        });
        let cache = SqliteCache::open(&path).unwrap();
        assert_eq!(block_on(cache.len()).unwrap(), 16);
    }
}

#[test]
fn a_write_waits_for_that_of_another_process() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("answers.sqlite");
    let cache = SqliteCache::open(&path).unwrap();
    let other = Connection::open(&path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let began = Instant::now();
    let held = Duration::from_millis(200);
    thread::scope(|scope| {
        scope.spawn(move || {
            thread::sleep(held);
            other.execute_batch("COMMIT").unwrap();
        });
        // A reader does not wait.
        assert_eq!(block_on(cache.get(&key("a"))).unwrap(), None);
        block_on(cache.put(&key("a"), answer("a"))).unwrap();
        assert!(began.elapsed() >= held);
    });
}

#[test]
fn a_reader_does_not_wait_behind_a_write_that_waits() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("answers.sqlite");
    let cache = SqliteCache::open(&path).unwrap();
    block_on(cache.put(&key("a"), answer("a"))).unwrap();
    let other = Connection::open(&path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    block_on(async {
        let (b, key_a) = (key("b"), key("a"));
        let mut write = cache.put(&b, answer("b"));
        assert!(poll!(&mut write).is_pending());
        assert_eq!(cache.get(&key_a).await.unwrap(), Some(answer("a")));
        assert_eq!(cache.len().await.unwrap(), 1);
        assert!(poll!(&mut write).is_pending());
        other.execute_batch("COMMIT").unwrap();
        write.await.unwrap();
        assert_eq!(cache.get(&b).await.unwrap(), Some(answer("b")));
    });
}

#[test]
fn the_threads_end_with_the_last_clone() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("answers.sqlite");
    let cache = SqliteCache::open(&path).unwrap();
    let clone = cache.clone();
    block_on(cache.put(&key("a"), answer("a"))).unwrap();
    drop(cache);
    assert_eq!(block_on(clone.get(&key("a"))).unwrap(), Some(answer("a")));
    // SQLite removes the log with the last connection.
    let log = path.with_extension("sqlite-wal");
    assert!(log.exists());
    drop(clone);
    let until = Instant::now() + Duration::from_secs(10);
    while log.exists() {
        assert!(Instant::now() < until);
        thread::sleep(Duration::from_millis(5));
    }
}
