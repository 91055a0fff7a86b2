//! A judge whose score is the mean of all that it could have said, with how far that spreads: two summaries that get the same number are told apart.

use surprisal::confidence::{At, Judge};
use surprisal::local::ChatLocal;
use surprisal::{ChatModel, Result, RunnableExt};

const TEXT: &str = "The museum opens at nine, is closed on Mondays, and is free for children.";
const SUMMARIES: [&str; 3] = [
    "The museum opens at nine, except on Mondays, and children pay nothing.",
    "There is a museum.",
    "Bananas are yellow.",
];

#[tokio::main]
async fn main() -> Result<()> {
    surprisal_examples::show_model("local:smollm2-135m").await?;
    let model = ChatLocal::from_env("smollm2-135m")?;
    println!("mean   ±      written  mass   summary");
    for summary in SUMMARIES {
        let verdict = judge(&model, summary).await?;
        println!("{verdict}  {summary}");
    }
    Ok(())
}

/// Knows no model.
async fn judge(model: &(impl ChatModel + Clone + 'static), summary: &str) -> Result<String> {
    let question = format!(
        "Text: {TEXT}\nSummary: {summary}\nHow good is the summary, from 1 (bad) to 5 (good)? Answer with one digit."
    );
    let judge = Judge::scale(1..=5).ask(model.clone(), At::First);
    let verdict = judge.invoke(("human", question)).await?;
    let (std, mass) = (
        verdict.std().unwrap_or_default(),
        verdict.mass().unwrap_or_default(),
    );
    Ok(format!(
        "{:.2}  {std:.2}  {:>7}  {mass:.3}",
        verdict.mean(),
        verdict.mode()
    ))
}
