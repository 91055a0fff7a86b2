//! The local model in a process of its own, with an environment of its own.

use std::env;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use futures::TryStreamExt;
use serde_json::{Value, json};
use surprisal::local::ChatLocal;
use surprisal::{AiMessageChunk, CallOptions, RunnableExt, ScoreText};

/// Holds what the copy of this program is to do.
const TASK: &str = "SURPRISAL_TEST_CHILD";
const BEGIN: &str = "child: ";

/// As the other engine has; and with more threads than idle cores the arithmetic is many times slower.
pub(crate) const ONE_THREAD: [(&str, &str); 2] =
    [("CANDLE_NUM_THREADS", "1"), ("RAYON_NUM_THREADS", "1")];

/// Does a task in a copy of this program: `{"model": path, "score": [[prompt, text]]}`, or with `"ask"` and a
/// question.
pub(crate) fn run(task: &Value, variables: &[(&str, &str)]) -> Value {
    let mut child = Command::new(env::current_exe().unwrap());
    child
        .args(["--exact", "child::does_what_it_is_told", "--nocapture"])
        .env(TASK, task.to_string())
        .envs(variables.iter().copied());
    let output = child.output().unwrap();
    let printed = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    let line = printed.lines().find_map(|line| line.split_once(BEGIN));
    let Some((_, report)) = line else {
        panic!("the child said nothing: {printed}\n{errors}")
    };
    serde_json::from_str(report).unwrap()
}

#[tokio::test]
async fn does_what_it_is_told() {
    let Ok(task) = env::var(TASK) else { return };
    let task: Value = serde_json::from_str(&task).unwrap();
    let llm = ChatLocal::from_env(task["model"].as_str().unwrap()).unwrap();
    let report = match task["ask"].as_str() {
        Some(question) => speed(&llm, question).await,
        None => scores(&llm, &task["score"]).await,
    };
    println!("{BEGIN}{report}");
}

async fn scores(llm: &ChatLocal, pairs: &Value) -> Value {
    let mut scores = Vec::new();
    for pair in pairs.as_array().unwrap() {
        let text = |at: usize| pair[at].as_str().unwrap();
        let scored = llm.score_text(text(0), text(1), 0).await.unwrap();
        let tokens = scored.logprobs().content().iter();
        scores.push(
            tokens
                .map(|token| token.logprob().unwrap())
                .collect::<Vec<_>>(),
        );
    }
    json!(scores)
}

/// Tokens a second and the peak of the memory.
async fn speed(llm: &ChatLocal, question: &str) -> Value {
    let began = Instant::now();
    llm.load().await.unwrap();
    let load = began.elapsed();
    let options = CallOptions::new()
        .logprobs(true)
        .top_logprobs(5)
        .temperature(0.0)
        .max_tokens(64);
    let began = Instant::now();
    let mut stream = llm.clone().bind(options).stream(question).await.unwrap();
    let mut sum = AiMessageChunk::default();
    while sum.logprobs().is_empty() {
        sum += stream.try_next().await.unwrap().unwrap();
    }
    let prompt = began.elapsed();
    let began = Instant::now();
    let message = AiMessageChunk::collect(stream).await.unwrap();
    let rest = began.elapsed();
    let written = message.logprobs().content().len() as f64;
    json!({
        "load": load.as_secs_f64(),
        "prompt": message.usage().input_tokens.unwrap() as f64 / prompt.as_secs_f64(),
        "generation": written / rest.as_secs_f64(),
        "megabytes": peak(),
    })
}

/// The most memory that this process has had, in megabytes, where the system says so.
fn peak() -> Option<f64> {
    let status = std::fs::read_to_string(Path::new("/proc/self/status")).ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: f64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kilobytes * 1024.0 / 1e6)
}
