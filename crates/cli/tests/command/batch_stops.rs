//! Many questions, stopped on the way: killed, interrupted, or by an error that all would meet.

use std::collections::BTreeMap;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use crate::batch::{Folder, always, questions};
use crate::echo::{Echo, error};
use crate::support::ran;

const COUNT: usize = 200;

/// The answers by the index of their questions.
fn answered(folder: &Folder) -> BTreeMap<usize, String> {
    let answers = folder.answers().into_iter().filter_map(|line| {
        let index = line["index"].as_u64().unwrap() as usize;
        let content = line["message"]["content"].as_str()?.to_owned();
        Some((index, content))
    });
    answers.collect()
}

fn start(mut command: Command) -> std::process::Child {
    let command = command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().unwrap()
}

/// One request in ten fails; half of the failures are for good, until `--retry-errors` asks once more.
#[test]
fn killed_twice_on_the_way_it_ends_with_each_question_answered_once() {
    const CONCURRENCY: usize = 8;
    // The server answers so many requests and keeps the others waiting, so that the process is killed with
    // all of its calls under way.
    let allowed = Arc::new(AtomicUsize::new(0));
    let (gate, requests) = (Arc::clone(&allowed), AtomicUsize::new(0));
    let echo = Echo::start(Duration::from_millis(1), move |question, nth| {
        let request = requests.fetch_add(1, Ordering::SeqCst);
        while request >= gate.load(Ordering::SeqCst) {
            thread::sleep(Duration::from_millis(1));
        }
        let number: usize = question.rsplit(' ').next()?.parse().ok()?;
        match (number % 20, nth) {
            (3, 1) => Some((500, error("try again"))),
            (13, 1) => Some((400, error("not today"))),
            _ => None,
        }
    });
    let folder = Folder::new(&questions(COUNT));
    let mut kept = String::new();
    for requests in [60, 130] {
        allowed.store(requests, Ordering::SeqCst);
        let mut child = start(folder.command(&echo.url, &[]));
        echo.wait_for(requests + CONCURRENCY);
        // This is SIGKILL.
        child.kill().unwrap();
        child.wait().unwrap();
        let written = folder.written();
        assert!(
            written.len() > kept.len() && written.starts_with(&kept),
            "a line is lost"
        );
        kept = written;
    }
    allowed.store(usize::MAX, Ordering::SeqCst);
    let before = answered(&folder);
    let asked_before = echo.asked();
    assert!(before.len() > 100 && before.len() < 130, "{}", before.len());

    let ran = folder.run(&echo.url, &[]);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    assert!(
        ran.err.contains(&format!("{} were before", before.len())),
        "{}",
        ran.err
    );
    assert!(ran.err.contains(" × invalid input\n"), "{}", ran.err);
    assert!(folder.written().starts_with(&kept), "a line is lost");
    let ran = folder.run(&echo.url, &["--retry-errors"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);

    let lines = folder.answers();
    assert_eq!(lines.len(), COUNT, "each question has one line");
    for (index, (answer, line)) in answered(&folder).into_iter().zip(&lines).enumerate() {
        assert_eq!(answer, (index, format!("echo of question {index}")));
        assert_eq!(line["id"], index * 10);
    }
    for index in before.keys() {
        let question = format!("question {index}");
        assert_eq!(
            echo.asked()[&question],
            asked_before[&question],
            "it is asked again"
        );
    }
}

#[test]
fn two_runs_at_once_do_not_write_to_one_file() {
    let echo = Echo::start(Duration::from_millis(200), |_, _| None);
    let folder = Folder::new(&questions(4));
    let first = start(folder.command(&echo.url, &["--concurrency", "2"]));
    echo.wait_for(1);
    let second = folder.run(&echo.url, &[]);
    assert_eq!(second.code, Some(2));
    assert!(
        second.err.contains("another run is writing to"),
        "{}",
        second.err
    );
    let first = ran(first.wait_with_output().unwrap());
    assert_eq!(first.code, Some(0), "{}", first.err);
    assert!(echo.asked().values().all(|times| *times == 1));
}

#[cfg(unix)]
fn interrupt(child: &std::process::Child) {
    let kill = format!("kill -INT {}", child.id());
    assert!(
        Command::new("sh")
            .args(["-c", &kill])
            .status()
            .unwrap()
            .success()
    );
}

#[cfg(unix)]
#[test]
fn an_interrupted_run_keeps_the_answers_under_way_and_goes_on_later() {
    let echo = Echo::start(Duration::from_millis(300), |_, _| None);
    let folder = Folder::new(&questions(20));
    let child = start(folder.command(&echo.url, &["--concurrency", "4"]));
    echo.wait_for(4);
    interrupt(&child);
    let stopped = ran(child.wait_with_output().unwrap());
    assert_eq!(stopped.code, Some(130), "{}", stopped.err);
    assert!(
        stopped.err.contains("waits for 4 answers"),
        "{}",
        stopped.err
    );
    assert!(
        stopped.err.contains("4 answered, 0 failed"),
        "{}",
        stopped.err
    );
    assert_eq!(
        folder.run(&echo.url, &["--concurrency", "20"]).code,
        Some(0)
    );
    assert_eq!(folder.answers().len(), 20);
    assert!(echo.asked().values().all(|times| *times == 1));
}

#[cfg(unix)]
#[test]
fn a_second_interrupt_waits_for_nothing() {
    let echo = Echo::start(Duration::from_secs(60), |_, _| None);
    let folder = Folder::new(&questions(3));
    let mut child = start(folder.command(&echo.url, &[]));
    echo.wait_for(3);
    interrupt(&child);
    // Two signals that come together may be one.
    let mut status = child.try_wait().unwrap();
    while status.is_none() {
        thread::sleep(Duration::from_millis(50));
        interrupt(&child);
        thread::sleep(Duration::from_millis(50));
        status = child.try_wait().unwrap();
    }
    assert_eq!(status.unwrap().code(), Some(130));
}

#[test]
fn an_error_that_every_call_would_meet_stops_it_early() {
    for (status, code) in [(401, 3), (404, 4), (403, 3)] {
        let echo = Echo::start(Duration::ZERO, move |_, _| Some((status, error("no"))));
        let folder = Folder::new(&questions(COUNT));
        let ran = folder.run(&echo.url, &["--concurrency", "4"]);
        assert_eq!(ran.code, Some(code), "{}", ran.err);
        assert!(
            ran.err.contains("every other question would fail alike"),
            "{}",
            ran.err
        );
        assert!(echo.asked().len() <= 8, "{}", echo.asked().len());
        assert_eq!(folder.written(), "", "what stops all is no answer of one");
    }
}

#[test]
fn a_server_that_is_not_there_stops_it_early() {
    // A port that was just free: nobody listens on it.
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let folder = Folder::new(&questions(COUNT));
    let ran = folder.run(&url, &[]);
    assert_eq!(
        (ran.code, folder.written().as_str()),
        (Some(7), ""),
        "{}",
        ran.err
    );
}

#[test]
fn what_is_refused_to_one_question_alone_does_not_stop_the_others() {
    let echo = Echo::start(Duration::ZERO, |question, _| {
        question.ends_with('5').then(|| (403, error("moderated")))
    });
    let folder = Folder::new(&questions(20));
    let ran = folder.run(&echo.url, &["--concurrency", "1"]);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    assert!(
        ran.err
            .contains("18 answered, 2 failed\n  2 × permission denied"),
        "{}",
        ran.err
    );
}

#[test]
fn an_output_that_cannot_be_written_says_so() {
    let echo = always();
    let folder = Folder::new(&questions(1));
    std::fs::create_dir(folder.output()).unwrap();
    let failed = folder.run(&echo.url, &[]);
    assert_eq!(failed.code, Some(1), "{}", failed.err);
    assert!(failed.err.contains("out.jsonl"), "{}", failed.err);
    std::fs::remove_file(folder.input()).unwrap();
    let failed = folder.run(&echo.url, &[]);
    assert_eq!(failed.code, Some(4), "{}", failed.err);
    assert!(failed.err.contains("in.jsonl"), "{}", failed.err);
}
