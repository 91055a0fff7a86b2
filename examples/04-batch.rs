//! Many inputs at once: results in the order of the inputs, or as they are ready; an error is the result of
//! its own input alone.

use futures::StreamExt;
use surprisal::{Error, ErrorKind, Result, RunnableExt};
use surprisal_testing::FakeChatModel;

#[tokio::main]
async fn main() -> Result<()> {
    let model = FakeChatModel::new()
        .say(["Paris"])
        .fail(Error::new(ErrorKind::RateLimited, "slow down"))
        .say(["Rome"]);
    let questions =
        ["France", "Spain", "Italy"].map(|country| format!("The capital of {country}?"));
    for (question, answer) in questions.iter().zip(model.batch_with(2, &questions).await) {
        match answer {
            Ok(message) => println!("{question} {}", message.text()),
            Err(error) if error.is_retryable() => println!("{question} try again later: {error}"),
            Err(error) => println!("{question} {error}"),
        }
    }

    let model = FakeChatModel::new().say(["1"]).say(["2"]);
    let mut ready = model.batch_as_completed(2, ["one", "two"]);
    while let Some((index, answer)) = ready.next().await {
        println!("input {index}: {}", answer?.text());
    }
    Ok(())
}
