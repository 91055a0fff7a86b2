//! Programs that find the server by the environment: each is a child with an environment of its own.

use std::env;
use std::path::Path;
use std::process::{Command, Output};

use surprisal::{CallOptions, RunnableExt, init_chat_model};

use crate::support::{HELLO, real};

/// Set for the copy of this program that has an environment of its own.
const CHILD: &str = "SURPRISAL_TEST_CHILD";

fn run(mut program: Command, url: &str) -> Output {
    program
        .env("OPENAI_BASE_URL", url)
        .env_remove("OPENAI_API_KEY");
    program.output().unwrap()
}

#[tokio::test]
async fn a_model_is_made_of_a_name() {
    if env::var_os(CHILD).is_some() {
        let model = init_chat_model("openai:smollm2").unwrap();
        let options = CallOptions::new().logprobs(true).max_tokens(3);
        let bound = model.bind(options.temperature(0.0));
        let message = bound.invoke(HELLO).await.unwrap();
        assert_eq!(message.logprobs().content().len(), 3);
        return;
    }
    let Some(real) = real().await else { return };
    let mut child = Command::new(env::current_exe().unwrap());
    child
        .args(["--exact", "programs::a_model_is_made_of_a_name"])
        .env(CHILD, "1");
    let output = run(child, &real.url);
    let printed = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && printed.contains("1 passed"),
        "{printed}"
    );
}

#[tokio::test]
async fn the_example_prints_tokens_and_then_lists_that_grow() {
    let Some(real) = real().await else { return };
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo
        .args([
            "run",
            "--quiet",
            "--offline",
            "--package",
            "surprisal-examples",
            "--example",
            "01-logprobs",
            "--",
            "openai:any",
        ])
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(".."));
    let output = run(cargo, &real.url);
    let printed = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );

    // The program leaves the temperature to the server, so the answer may be short.
    let tokens: Vec<_> = printed
        .lines()
        .skip_while(|line| !line.starts_with("TokenLogprob"))
        .map(|line| line.matches("top_logprobs").count())
        .collect();
    let (whole, streamed) = tokens.split_at(tokens.iter().position(|count| *count == 0).unwrap());
    assert!((1..=5).contains(&whole.len()), "{printed}");
    assert!(whole.iter().all(|count| *count == 1), "{printed}");
    assert!(printed.lines().any(|line| line == "[]"), "{printed}");
    assert!((2..=5).contains(&streamed.len()), "{printed}");
    for (step, count) in streamed.iter().enumerate().take(streamed.len() - 1) {
        assert_eq!(*count, step, "{printed}");
    }
}
