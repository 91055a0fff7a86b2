//! A small model answers, and a bigger one only what the small one is not sure of; what it cost is in the log.

use std::sync::{Arc, Mutex};

use surprisal::confidence::{Cascade, CascadeRecord, Measure};
use surprisal::local::ChatLocal;
use surprisal::{CallOptions, ChatModel, Result, RunnableExt};
use surprisal_testing::{FakeChatModel, token};

const QUESTIONS: [&str; 3] = [
    "What is the capital of France? One word.",
    "How many prime numbers are below 100? One number.",
    "Which year comes after 1999? One number.",
];

#[tokio::main]
async fn main() -> Result<()> {
    surprisal_examples::show_model("local:smollm2-135m").await?;
    let small = ChatLocal::from_env("smollm2-135m")?;
    let small = small.bind(CallOptions::new().temperature(0.0).max_tokens(8));
    // In the place of a big model that would need a key.
    let big = FakeChatModel::new().say_forever([token("I am the big one").p(0.99)]);

    let log: Arc<Mutex<Vec<CascadeRecord>>> = Arc::default();
    let records = Arc::clone(&log);
    let model = Cascade::new(small, big)
        .escalate_when(Measure::NormalizedProbability.less_sure_than(0.65))
        .log(move |record| records.lock().unwrap().push(record));
    ask(&model).await?;

    for record in log.lock().unwrap().iter() {
        println!("{}", serde_json::to_string(record).unwrap_or_default());
    }
    Ok(())
}

/// Knows no model, and not that there are two.
async fn ask(model: &dyn ChatModel) -> Result<()> {
    for question in QUESTIONS {
        let answer = model.invoke(("human", question)).await?;
        println!("{question} → {}", answer.text().trim());
    }
    Ok(())
}
