use std::time::Duration;

use surprisal_core::ErrorKind;
use surprisal_testing::server::Reply;

use super::bench::{Bench, part};
use crate::files::Stage;

fn range(start: usize) -> Option<String> {
    Some(format!("bytes={start}-"))
}

#[test]
fn a_connection_that_is_cut_is_taken_up_where_it_ended() {
    let bench = Bench::new();
    let whole = Reply::new(200).body(bench.content.clone());
    bench.server.reply(whole.cut_after(70_000));
    bench
        .server
        .reply(part(70_000, &bench.content[70_000..]).cut_after(30_000));
    bench.reply_from(100_000);
    bench.assert_whole(&bench.fetch().unwrap());
    assert_eq!(bench.ranges(), [None, range(70_000), range(100_000)]);
}

#[test]
fn once_it_has_sent_something_a_hub_that_fails_to_answer_is_asked_again() {
    let bench = Bench::new();
    let whole = Reply::new(200).body(bench.content.clone());
    bench.server.reply(whole.cut_after(70_000));
    bench.server.reply(Reply::raw(""));
    bench.reply_from(70_000);
    bench.assert_whole(&bench.fetch().unwrap());
    assert_eq!(bench.ranges(), [None, range(70_000), range(70_000)]);
}

#[test]
fn a_stalled_answer_is_taken_up_where_it_ended() {
    let mut bench = Bench::new();
    bench.store.sources.hub.idle_timeout = Duration::from_millis(300);
    let whole = Reply::new(200).body(bench.content.clone());
    bench.server.reply(whole.stall_after(70_000));
    bench.reply_from(70_000);
    bench.assert_whole(&bench.fetch().unwrap());
    assert_eq!(bench.ranges(), [None, range(70_000)]);
}

#[test]
fn a_later_run_goes_on_where_an_earlier_one_ended() {
    let bench = Bench::new();
    let whole = Reply::new(200).body(bench.content.clone());
    bench.server.reply(whole.cut_after(70_000));
    (0..3).for_each(|_| bench.server.reply(Reply::new(503)));
    assert_eq!(bench.fetch().unwrap_err().kind(), ErrorKind::Connection);
    assert_eq!(bench.names(), [".gguf.lock", ".gguf.part"]);

    bench.reply_from(70_000);
    let mut first = None;
    let file = bench.store.fetch(&bench.model, &mut |progress| {
        if let Stage::Downloading(_) = progress.stage {
            first.get_or_insert(progress.bytes);
        }
    });
    bench.assert_whole(&file.unwrap());
    assert_eq!(bench.ranges().last().unwrap(), &range(70_000));
    assert!(first.unwrap() > 70_000);
}

#[test]
fn an_answer_that_is_whole_though_a_part_was_asked_for_starts_anew() {
    let bench = Bench::new();
    bench.put(".part", &bench.content[..50_000]);
    bench.reply_whole();
    bench.assert_whole(&bench.fetch().unwrap());
    assert_eq!(bench.ranges(), [range(50_000)]);
}

#[test]
fn a_range_that_is_refused_or_misplaced_starts_anew() {
    for answer in [
        Reply::new(416),
        part(0, b"abc"),
        Reply::new(206).body("abc"),
    ] {
        let bench = Bench::new();
        bench.put(".part", &bench.content[..50_000]);
        bench.server.reply(answer);
        bench.reply_whole();
        bench.assert_whole(&bench.fetch().unwrap());
        assert_eq!(bench.ranges(), [range(50_000), None]);
    }
}

#[test]
fn what_was_left_of_another_file_is_replaced() {
    let bench = Bench::new();
    bench.put(".part", &[1; 50_000]);
    bench.reply_from(50_000);
    bench.reply_whole();
    bench.assert_whole(&bench.fetch().unwrap());
    assert_eq!(bench.ranges(), [range(50_000), None]);

    let bench = Bench::new();
    bench.put(".part", &vec![1; bench.content.len()]);
    bench.reply_whole();
    bench.assert_whole(&bench.fetch().unwrap());
    assert_eq!(bench.ranges(), [None]);
}

#[test]
fn a_whole_part_is_not_asked_for() {
    let bench = Bench::new();
    bench.put(".part", &bench.content);
    bench.assert_whole(&bench.fetch().unwrap());
    assert!(bench.server.requests().is_empty());
}
