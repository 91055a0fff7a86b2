use std::fs::{self, File};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, SystemTime};

use surprisal_core::ErrorKind;
use surprisal_testing::server::Reply;

use super::bench::Bench;
use crate::files::{Source, Stage};

#[test]
fn an_unrecorded_file_is_checked_once_and_not_fetched() {
    let bench = Bench::new();
    bench.put("", &bench.content);
    assert_eq!(bench.store.find(&bench.model), None);
    for checks in [true, false] {
        let mut checked = false;
        let file = bench.store.fetch(&bench.model, &mut |progress| {
            checked |= matches!(progress.stage, Stage::Checking);
        });
        let file = file.unwrap();
        bench.assert_whole(&file);
        assert_eq!(checked, checks);
        assert_eq!((file.source, file.cached), (Source::Cached, true));
    }
    assert!(bench.server.requests().is_empty());
}

#[test]
fn a_file_that_is_wrong_or_has_changed_is_fetched_again() {
    let bench = Bench::new();
    bench.put("", b"GGUF");
    bench.reply_whole();
    bench.assert_whole(&bench.fetch().unwrap());

    // Its size is right, and so would be the record but for the time.
    let mut changed = bench.content.clone();
    changed[7] ^= 1;
    fs::write(bench.path(""), changed).unwrap();
    let later = SystemTime::now() + Duration::from_secs(2);
    let file = File::options().write(true).open(bench.path("")).unwrap();
    file.set_modified(later).unwrap();
    assert_eq!(bench.store.find(&bench.model), None);
    bench.reply_whole();
    bench.assert_whole(&bench.fetch().unwrap());
    assert_eq!(bench.server.requests().len(), 2);
}

#[test]
fn a_record_that_is_torn_or_of_another_file_counts_for_nothing() {
    let bench = Bench::new();
    bench.reply_whole();
    bench.fetch().unwrap();
    let mut newer = bench.model.clone();
    newer.sha256 = "00";
    assert_eq!(bench.store.find(&newer), None);

    fs::write(bench.path(".json"), "{\"source\":").unwrap();
    assert_eq!(bench.store.find(&bench.model), None);
    assert_eq!(bench.fetch().unwrap().source, Source::Cached);
    assert_eq!(bench.server.requests().len(), 1);
}

#[test]
fn of_two_at_once_one_fetches_and_the_other_waits() {
    let bench = Bench::new();
    let waited = AtomicBool::new(false);
    let whole = Reply::new(200).body(bench.content.clone());
    bench.server.reply(whole.delay(Duration::from_millis(300)));
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let file = bench.store.fetch(&bench.model, &mut |progress| {
                    let waits = matches!(progress.stage, Stage::Waiting);
                    waited.fetch_or(waits, Ordering::Relaxed);
                });
                bench.assert_whole(&file.unwrap());
            });
        }
    });
    assert_eq!(bench.server.requests().len(), 1);
    assert!(waited.into_inner());
}

#[test]
fn a_cache_that_cannot_be_written_is_named() {
    let mut bench = Bench::new();
    bench.put("", b"");
    bench.store.dir = bench.path("");
    let error = bench.fetch().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    assert!(error.message().contains("SURPRISAL_CACHE"), "{error}");
}
