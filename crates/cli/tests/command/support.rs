//! Running the command.

use std::io::Write as _;
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};
use surprisal_testing::server::{Reply, Server};

/// What a run left behind.
pub(crate) struct Ran {
    pub(crate) out: String,
    pub(crate) err: String,
    pub(crate) code: Option<i32>,
}

/// The command without anything of this process's environment that it would read.
pub(crate) fn surprisal(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_surprisal"));
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy().to_uppercase();
        let ours = ["OPENAI_", "AZURE_OPENAI_", "SURPRISAL_MODEL", "CLICOLOR"];
        let services = ["_PROXY", "_API_KEY", "_BASE_URL"];
        if name == "NO_COLOR"
            || services.iter().any(|end| name.ends_with(end))
            || ours.iter().any(|ours| name.starts_with(ours))
        {
            command.env_remove(name);
        }
    }
    command.args(args).env("NO_PROXY", "*").stdin(Stdio::null());
    command
}

/// The command with a server in the place of OpenAI.
pub(crate) fn at(url: &str, args: &[&str]) -> Command {
    let mut command = surprisal(args);
    command
        .env("OPENAI_BASE_URL", format!("{url}/v1"))
        .env("OPENAI_API_KEY", "sk-of-the-test")
        .env("SURPRISAL_MODEL", "openai:test");
    command
}

pub(crate) fn run(mut command: Command) -> Ran {
    ran(command.output().unwrap())
}

/// Runs it with this on its standard input.
pub(crate) fn run_with(mut command: Command, input: &str) -> Ran {
    let command = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    // Where the command ends before it has read everything, the pipe is broken, and that is its right.
    let _ = stdin.write_all(input.as_bytes());
    drop(stdin);
    ran(child.wait_with_output().unwrap())
}

pub(crate) fn ran(output: Output) -> Ran {
    Ran {
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
        code: output.status.code(),
    }
}

/// A server that streams these tokens with log probabilities, to every request.
pub(crate) async fn streams(tokens: &[(&str, f64)]) -> Server {
    let server = Server::start().await.unwrap();
    server.reply(Reply::sse(events(tokens)).forever());
    server
}

/// The events of a streamed answer of these tokens and probabilities.
pub(crate) fn events(tokens: &[(&str, f64)]) -> String {
    let event = |delta: Value, logprobs: Value, reason: Value| {
        let choice =
            json!({"index": 0, "delta": delta, "logprobs": logprobs, "finish_reason": reason});
        let chunk = json!({"id": "a", "object": "chat.completion.chunk", "model": "test-1", "choices": [choice]});
        format!("data: {chunk}\n\n")
    };
    let middle = tokens.iter().map(|(text, probability)| {
        event(
            json!({"content": text}),
            json!({"content": [token(text, *probability)]}),
            Value::Null,
        )
    });
    let last = event(json!({}), Value::Null, "stop".into());
    middle
        .chain([last, "data: [DONE]\n\n".to_owned()])
        .collect()
}

/// A whole answer of these tokens and probabilities.
pub(crate) fn completion(tokens: &[(&str, f64)]) -> String {
    let text: String = tokens.iter().map(|(text, _)| *text).collect();
    let scored: Vec<Value> = tokens.iter().map(|(text, p)| token(text, *p)).collect();
    json!({"id": "a", "object": "chat.completion", "model": "test-1", "choices": [{
        "index": 0, "message": {"role": "assistant", "content": text},
        "logprobs": {"content": scored}, "finish_reason": "stop"}]})
    .to_string()
}

fn token(text: &str, probability: f64) -> Value {
    let listed = |text: &str, probability: f64| json!({"token": text, "bytes": text.as_bytes(), "logprob": probability.ln()});
    let mut token = listed(text, probability);
    token["top_logprobs"] = json!([
        listed(text, probability),
        listed("other", (1.0 - probability) / 2.0)
    ]);
    token
}

/// Prints `skipped: {reason}` past the capture of the test harness, so that it shows when the test passes.
pub(crate) fn skipped(reason: impl std::fmt::Display) {
    let _ = std::io::stderr().write_all(format!("skipped: {reason}\n").as_bytes());
}
