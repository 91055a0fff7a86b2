//! The key is in nothing that the command prints or writes, and nothing that a server says commands the terminal.

use std::fs;

use surprisal_testing::server::{Reply, Server};

use crate::support::{Ran, at, completion, events, ran, run, run_with, surprisal};

const KEY: &str = "sk-canary-Zx9/Qw7+Er5_Ty3-Ui1/Op0As2Df4+Gh6Jk8Lz";

/// As long a part of it is the key.
const PART: usize = 16;

fn assert_clean(what: &str, text: &str) {
    let in_urls = KEY.replace('/', "%2F").replace('+', "%2B");
    for form in [KEY, &KEY.replace('/', "\\/"), &in_urls] {
        for part in form.as_bytes().windows(PART) {
            let part = std::str::from_utf8(part).unwrap();
            assert!(!text.contains(part), "{what}: {part} in {text}");
        }
    }
}

fn assert_ran_clean(what: &str, ran: &Ran) {
    assert_clean(what, &ran.out);
    assert_clean(what, &ran.err);
}

/// The command at this server, with the key wherever a key may be.
fn with_key(url: &str, args: &[&str]) -> std::process::Command {
    let mut command = at(url, args);
    let variables = [
        "OPENAI_API_KEY",
        "AZURE_OPENAI_API_KEY",
        "AZURE_OPENAI_AD_TOKEN",
        "ANTHROPIC_API_KEY",
        "GEMINI_API_KEY",
        "GROQ_API_KEY",
        "HF_TOKEN",
    ];
    command.envs(variables.map(|name| (name, KEY)));
    let password = KEY.replace('/', "%2F").replace('+', "%2B");
    command
        .env("OPENAI_BASE_URL", format!("{url}/v1?key={password}"))
        .env(
            "HTTPS_PROXY",
            format!("http://me:{password}@proxy.invalid:1"),
        )
        .env("RUST_LOG", "trace")
        .env("RUST_BACKTRACE", "full");
    command
}

#[tokio::test(flavor = "multi_thread")]
async fn the_key_is_in_nothing_that_is_printed_or_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let input = path("in.jsonl");
    fs::write(&input, "\"one\"\n\"two\"\n").unwrap();
    let refusal = format!(
        r#"{{"error": {{"message": "Incorrect API key provided: {KEY}", "code": "{KEY}", "param": "{KEY}"}}}}"#
    );
    let replies = [
        Reply::json(401, refusal.clone()).header("x-request-id", KEY),
        Reply::json(400, refusal.clone()),
        Reply::json(500, refusal).header("x-should-retry", "false"),
        Reply::new(404).body(format!("no {KEY}")),
        Reply::json(200, format!(r#"{{"choices": "{KEY}"}}"#)),
        Reply::json(200, completion(&[("hi", 0.5)])),
        Reply::sse(events(&[("hi", 0.5)])),
        Reply::sse(format!(
            "data: {{\"error\": {{\"message\": \"{KEY}\"}}}}\n\n"
        )),
    ];
    for (number, reply) in replies.into_iter().enumerate() {
        let server = Server::start().await.unwrap();
        server.reply(reply.forever());
        let page = path(&format!("{number}.html"));
        let output = path(&format!("{number}.jsonl"));
        for args in [
            &["ask", "hi", "--html", &page][..],
            &["ask", "hi", "--json", "--logprobs"],
            &["ask", "hi", "--jsonl", "--color=always"],
            &["ask", "hi", "-n", "2"],
            &["score", "--prompt", "a", "--continuation", "b"],
            &["batch", &input, &output],
            &["models"],
            &["models", "--json"],
            &["doctor"],
        ] {
            assert_ran_clean(&format!("{args:?}"), &run(with_key(server.url(), args)));
        }
        let talked = run_with(with_key(server.url(), &["chat"]), "hi\n/logprobs\nso\n");
        assert_ran_clean("chat", &talked);
        assert!(!server.requests().is_empty());
    }
    let mut pages = 0;
    for file in fs::read_dir(&folder).unwrap() {
        let path = file.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        assert_clean(&path.display().to_string(), &text);
        pages += usize::from(text.starts_with("<!doctype"));
    }
    assert!(pages > 0, "no page was written");
}

#[test]
fn no_word_of_an_answer_commands_a_pipe_that_leads_to_a_terminal() {
    let ran = run(surprisal(&[
        "ask",
        "hi",
        "--model",
        "\u{1b}]0;mine\u{7}:\u{9b}2J",
    ]));
    assert!(
        !ran.err.contains(['\u{1b}', '\u{9b}', '\u{7}']),
        "{:?}",
        ran.err
    );
}

/// What a model may say to a terminal.
const ORDER: &str = "\u{1b}]0;mine\u{7}\u{9b}2J\u{1b}[8m";

#[tokio::test(flavor = "multi_thread")]
async fn json_has_no_control_characters_and_says_the_same() {
    let server = Server::start().await.unwrap();
    server.reply(Reply::json(200, completion(&[(ORDER, 0.5)])).forever());
    let ran = run(at(server.url(), &["ask", "hi", "--json"]));
    assert!(
        !ran.out.trim_end().chars().any(char::is_control),
        "{:?}",
        ran.out
    );
    let message: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(message["content"], ORDER);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_painted_is_neutral_also_where_there_is_no_probability() {
    let server = Server::start().await.unwrap();
    let two = serde_json::json!({"choices": [
        {"index": 0, "message": {"role": "assistant", "content": ORDER}, "finish_reason": "stop"},
        {"index": 1, "message": {"role": "assistant", "refusal": ORDER}, "finish_reason": "stop"}]});
    server.reply(Reply::json(200, two.to_string()).forever());
    let ran = run(at(
        server.url(),
        &["ask", "hi", "-n", "2", "--color=always"],
    ));
    assert!(ran.out.contains("\\u{1b}]0;mine"), "{:?}", ran.out);
    assert!(
        !ran.out.contains(['\u{1b}', '\u{9b}', '\u{7}']),
        "{:?}",
        ran.out
    );
}

/// In a terminal of its own, which `script` of util-linux makes.
#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn a_terminal_gets_no_order_of_a_model() {
    let server = Server::start().await.unwrap();
    server.reply(Reply::sse(events(&[(ORDER, 0.5)])).forever());
    for args in ["ask hi --color=never", "ask hi", "ask hi --logprobs"] {
        let binary = env!("CARGO_BIN_EXE_surprisal");
        let inner = at(server.url(), &[]);
        let mut command = std::process::Command::new("script");
        command.args(["-qec", &format!("{binary} {args}"), "/dev/null"]);
        for (name, value) in inner.get_envs() {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        command.env("TERM", "xterm-256color");
        let Ok(output) = command.stdin(std::process::Stdio::null()).output() else {
            return crate::support::skipped("there is no `script` to make a terminal");
        };
        let ran = ran(output);
        assert!(ran.out.contains("mine"), "{:?} {:?}", ran.out, ran.err);
        let orders = ["\u{1b}]0", "\u{9b}", "\u{7}", "\u{1b}[8m"];
        for order in orders {
            assert!(!ran.out.contains(order), "{args}: {:?}", ran.out);
        }
    }
}
