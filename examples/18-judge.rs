//! A judge whose score is the mean of all that it could have said, with how far that spreads. A model as small as this
//! one is a poor judge, and here that shows: it writes the same number for every review, spread over half of the scale.

use surprisal::confidence::{At, Judge};
use surprisal::local::ChatLocal;
use surprisal::{ChatModel, Message, Result, RunnableExt};

const REVIEWS: [&str; 5] = [
    "The best evening of the year!",
    "A good meal, and friendly people.",
    "It was all right.",
    "The food was cold and we waited long.",
    "Never again. We were all sick.",
];

#[tokio::main]
async fn main() -> Result<()> {
    surprisal_examples::show_model("local:smollm2-135m").await?;
    let model = ChatLocal::from_env("smollm2-135m")?;
    println!("mean  ±     written  mass");
    for review in REVIEWS {
        println!("{}  {review}", judge(&model, review).await?);
    }
    Ok(())
}

/// Knows no model. What others gave is shown first, so that the answer is a number and nothing else.
async fn judge(model: &(impl ChatModel + Clone + 'static), review: &str) -> Result<String> {
    let ask = |review: &str| Message::human(format!("How many stars, 1 to 5? {review}"));
    let conversation = [
        ask("We had a lovely time."),
        Message::ai("5"),
        ask("Rude staff, and dirty."),
        Message::ai("1"),
        ask("Nothing special."),
        Message::ai("3"),
        ask(review),
    ];
    let judge = Judge::scale(1..=5).ask(model.clone(), At::First);
    let verdict = judge.invoke(conversation).await?;
    Ok(format!(
        "{:.2}  {:.2}  {:>7}  {:.3}",
        verdict.mean(),
        verdict.standard_deviation().unwrap_or_default(),
        verdict.mode(),
        verdict.coverage().unwrap_or_default()
    ))
}
