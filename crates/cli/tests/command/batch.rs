//! Many questions: what is written, and what a later run makes of it.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::echo::{Echo, error};
use crate::support::{Ran, at, run};

/// A folder with an input, and an output to be.
pub(crate) struct Folder {
    folder: TempDir,
}

impl Folder {
    pub(crate) fn new(lines: &[Value]) -> Self {
        let new = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        new.ask(lines);
        new
    }

    /// Writes the input anew.
    pub(crate) fn ask(&self, lines: &[Value]) {
        let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
        fs::write(self.input(), text).unwrap();
    }

    pub(crate) fn input(&self) -> PathBuf {
        self.folder.path().join("in.jsonl")
    }

    pub(crate) fn output(&self) -> PathBuf {
        self.folder.path().join("out.jsonl")
    }

    /// The arguments of a run with these behind.
    pub(crate) fn args(&self, more: &[&str]) -> Vec<String> {
        let paths = [self.input(), self.output()];
        let paths = paths.iter().map(|path| path.to_str().unwrap());
        let args = ["batch"]
            .into_iter()
            .chain(paths)
            .chain(more.iter().copied());
        args.map(str::to_owned).collect()
    }

    pub(crate) fn command(&self, url: &str, more: &[&str]) -> std::process::Command {
        let args = self.args(more);
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        at(url, &args)
    }

    pub(crate) fn run(&self, url: &str, more: &[&str]) -> Ran {
        run(self.command(url, more))
    }

    pub(crate) fn written(&self) -> String {
        fs::read_to_string(self.output()).unwrap_or_default()
    }

    /// The lines of the output in the order of the input.
    pub(crate) fn answers(&self) -> Vec<Value> {
        let written = self.written();
        let lines = written
            .lines()
            .map(|line| serde_json::from_str::<Value>(line).unwrap());
        let mut lines: Vec<Value> = lines.collect();
        lines.sort_by_key(|line| line["index"].as_u64());
        lines
    }
}

pub(crate) fn questions(count: usize) -> Vec<Value> {
    (0..count)
        .map(|index| json!({"prompt": format!("question {index}"), "id": index * 10}))
        .collect()
}

pub(crate) fn always() -> Echo {
    Echo::start(Duration::ZERO, |_, _| None)
}

#[test]
fn each_form_of_a_line_is_asked_and_answered_under_its_index_and_id() {
    let echo = always();
    let folder = Folder::new(&[
        json!("plain"),
        json!({"prompt": "prompt", "id": "a"}),
        json!({"messages": [["system", "Be brief."], {"role": "user", "content": "messages"}], "id": {"row": 2}}),
        json!({"promt": "typo", "id": 3}),
    ]);
    let ran = folder.run(&echo.url, &["--system", "Listen."]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(1), ""), "{}", ran.err);
    let answers = folder.answers();
    let content = |index: usize| answers[index]["message"]["content"].as_str().unwrap();
    assert_eq!(answers.len(), 4);
    assert_eq!((content(0), answers[0].get("id")), ("echo of plain", None));
    assert_eq!(
        (content(1), &answers[1]["id"]),
        ("echo of prompt", &json!("a"))
    );
    assert_eq!(
        (content(2), &answers[2]["id"]),
        ("echo of messages", &json!({"row": 2}))
    );
    assert_eq!(
        (&answers[3]["error"]["kind"], &answers[3]["id"]),
        (&json!("invalid input"), &json!(3))
    );
    assert!(
        ran.err
            .contains("3 answered, 1 failed\n  1 × invalid input\n    line 4: invalid input"),
        "{}",
        ran.err
    );
}

#[test]
fn a_run_that_is_complete_asks_nothing_again() {
    let echo = always();
    let folder = Folder::new(&questions(5));
    assert_eq!(folder.run(&echo.url, &[]).code, Some(0));
    let written = folder.written();
    let ran = folder.run(&echo.url, &[]);
    assert_eq!(
        (ran.code, ran.err.as_str()),
        (Some(0), "0 answered, 5 were before, 0 failed\n")
    );
    assert_eq!(folder.written(), written);
    assert!(echo.asked().values().all(|times| *times == 1));
}

#[test]
fn an_input_that_grows_is_gone_on_with() {
    let echo = always();
    let folder = Folder::new(&questions(3));
    folder.run(&echo.url, &[]);
    folder.ask(&questions(6));
    assert_eq!(folder.run(&echo.url, &[]).code, Some(0));
    assert_eq!(folder.answers().len(), 6);
    assert!(echo.asked().values().all(|times| *times == 1));
}

#[test]
fn an_input_that_was_changed_is_an_error_and_not_a_mix_up() {
    let echo = always();
    let folder = Folder::new(&questions(3));
    folder.run(&echo.url, &[]);
    let written = folder.written();

    folder.ask(&[questions(2), vec![json!("another")]].concat());
    let ran = folder.run(&echo.url, &[]);
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.err.contains("line 3 of ") && ran.err.contains("give another output"),
        "{}",
        ran.err
    );

    folder.ask(&questions(2));
    let ran = folder.run(&echo.url, &[]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("answers 1 lines that"), "{}", ran.err);
    assert_eq!((folder.written(), echo.asked().len()), (written, 3));
}

#[test]
fn a_torn_last_line_is_cut_off_and_asked_again() {
    let echo = always();
    let folder = Folder::new(&questions(3));
    folder.run(&echo.url, &["--concurrency", "1"]);
    let whole = folder.written();
    let last = whole.trim_end().rfind('\n').unwrap() + 1;
    // Before the first byte of the line, after it, within it, and before its end.
    for (keep, again) in [
        (last, true),
        (last + 1, true),
        (last + 40, true),
        (whole.len() - 1, false),
    ] {
        fs::write(folder.output(), &whole.as_bytes()[..keep]).unwrap();
        let before = echo.asked()["question 2"];
        let ran = folder.run(&echo.url, &[]);
        assert_eq!(ran.code, Some(0), "{keep}: {}", ran.err);
        assert_eq!(folder.written(), whole, "{keep}");
        assert_eq!(
            echo.asked()["question 2"] - before,
            usize::from(again),
            "{keep}"
        );
    }
}

#[test]
fn a_file_of_another_program_is_left_as_it_is() {
    let echo = always();
    let folder = Folder::new(&questions(1));
    for foreign in ["notes", "{\"a\": 1}\n", "{\"index\":0}\n"] {
        fs::write(folder.output(), foreign).unwrap();
        let ran = folder.run(&echo.url, &[]);
        assert_eq!(
            (ran.code, folder.written().as_str()),
            (Some(2), foreign),
            "{}",
            ran.err
        );
        assert!(
            ran.err.contains("was not written by this command"),
            "{}",
            ran.err
        );
    }
    let input = folder.input();
    let input = input.to_str().unwrap();
    let ran = run(at(&echo.url, &["batch", input, input]));
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("the same file"), "{}", ran.err);
    assert!(echo.asked().is_empty());
}

#[test]
fn errors_are_asked_again_only_on_request_and_leave_no_second_line() {
    // The first time round every third question is refused.
    let echo = Echo::start(Duration::ZERO, |question, nth| {
        let number: usize = question.rsplit(' ').next()?.parse().ok()?;
        (number.is_multiple_of(3) && nth == 1).then(|| (400, error("not today")))
    });
    let folder = Folder::new(&questions(10));
    let ran = folder.run(&echo.url, &[]);
    assert_eq!(ran.code, Some(1));
    assert!(
        ran.err
            .contains("6 answered, 4 failed\n  4 × invalid input\n"),
        "{}",
        ran.err
    );
    assert!(ran.err.contains("--retry-errors"), "{}", ran.err);

    let ran = folder.run(&echo.url, &[]);
    assert_eq!(
        (ran.code, echo.asked().values().sum::<usize>()),
        (Some(1), 10),
        "{}",
        ran.err
    );

    let ran = folder.run(&echo.url, &["--retry-errors"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(
        ran.err.contains("4 answered, 6 were before, 0 failed"),
        "{}",
        ran.err
    );
    let indices: Vec<_> = folder
        .answers()
        .iter()
        .map(|line| line["index"].as_u64().unwrap())
        .collect();
    assert_eq!(indices, (0..10).collect::<Vec<_>>());
    assert!(
        folder
            .answers()
            .iter()
            .all(|line| line.get("message").is_some())
    );
    let left = fs::read_dir(folder.input().parent().unwrap())
        .unwrap()
        .count();
    assert_eq!(left, 2, "nothing but input and output");
}

#[test]
fn log_probabilities_are_kept_in_the_answers() {
    let answer = crate::support::completion(&[("yes", 0.9)]);
    let echo = Echo::start(Duration::ZERO, move |_, _| Some((200, answer.clone())));
    let folder = Folder::new(&questions(1));
    assert_eq!(folder.run(&echo.url, &["--logprobs"]).code, Some(0));
    let tokens = &folder.answers()[0]["message"]["response_metadata"]["logprobs"]["content"];
    assert_eq!(tokens[0]["token"], "yes");
}
