//! Time and memory on one thread each. The times are told; the memory is bounded.

use serde_json::{Value, json};
use surprisal_tests::llama::model;

use crate::child;
use crate::support::{real, tell};

#[tokio::test]
async fn memory_is_bounded_and_times_are_told() {
    let Some(real) = real().await else { return };
    let question =
        "Tell me more about the fox and the crow, and what each of them wants. ".repeat(16);
    let task = json!({"model": model().unwrap(), "ask": question});
    let ours = child::run(&task, &child::ONE_THREAD);
    let theirs = &real.both.theirs;
    let messages = json!([{"role": "user", "content": question}]);
    let prompt = theirs.tokenize(&theirs.apply_template(&messages), true);
    let answer = theirs.complete(&prompt, 64, 5, None, false);
    let number = |value: &Value| value.as_f64().unwrap_or(f64::NAN);
    tell(format_args!(
        "ours, 1 thread: loads in {:.2} s, reads {:.0} tokens/s, writes {:.1} tokens/s, {:.0} MB at most",
        number(&ours["load"]),
        number(&ours["prompt"]),
        number(&ours["generation"]),
        number(&ours["megabytes"]),
    ));
    tell(format_args!(
        "llama.cpp, 1 thread: reads {:.0} tokens/s, writes {:.1} tokens/s ({} tokens of prompt)",
        number(&answer["timings"]["prompt_per_second"]),
        number(&answer["timings"]["predicted_per_second"]),
        prompt.len(),
    ));
    if let Some(megabytes) = ours["megabytes"].as_f64() {
        assert!(megabytes < 400.0, "{megabytes} MB");
    }
}
