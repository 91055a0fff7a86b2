//! An application that decides by confidence, and its unit test: no network, no key.
//!
//! `cargo test -p surprisal-examples --example 02-unit-test` runs the test.

use surprisal::{CallOptions, ChatModel, HasLogprobs, Result, RunnableExt};
use surprisal_testing::{FakeChatModel, token};

/// Answers a question, or says that a person should, where the model is not sure enough.
async fn answer(model: &dyn ChatModel, question: &str) -> Result<String> {
    let model = model.bind(CallOptions::new().logprobs(true).temperature(0.0));
    let message = model.invoke(("human", question)).await?;
    match message.joint_probability() {
        Some(sure) if sure >= 0.8 => Ok(message.text().into_owned()),
        _ => Ok("a person should answer this".to_owned()),
    }
}

#[tokio::main]
async fn main() -> Result<()> {
    let model = FakeChatModel::new()
        .say([token("Paris").p(0.95).alternative("Lyon", 0.03)])
        .say([token("Sydney").p(0.55).alternative("Canberra", 0.44)]);
    println!(
        "{}",
        answer(&model, "What is the capital of France?").await?
    );
    println!(
        "{}",
        answer(&model, "What is the capital of Australia?").await?
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use surprisal::{AiMessage, Error, ErrorKind};
    use surprisal_testing::MockChatModel;

    use super::*;

    #[tokio::test]
    async fn an_unsure_answer_goes_to_a_person() {
        let model = FakeChatModel::new().say([token("Sydney").p(0.55)]);
        let said = answer(&model, "What is the capital of Australia?")
            .await
            .unwrap();
        assert_eq!(said, "a person should answer this");
        assert_eq!(model.calls()[0].options.logprobs, Some(true));
    }

    #[tokio::test]
    async fn an_answer_without_logprobs_goes_to_a_person() {
        let mut model = MockChatModel::new();
        model
            .expect_invoke_opts()
            .withf(|_, options| options.wants_logprobs())
            .once()
            .returning(|_, _| Ok(AiMessage::new("Paris")));
        let said = answer(&model, "What is the capital of France?")
            .await
            .unwrap();
        assert_eq!(said, "a person should answer this");
    }

    #[tokio::test]
    async fn an_error_is_passed_on() {
        let model = FakeChatModel::new().fail(Error::new(ErrorKind::RateLimited, "slow down"));
        let error = answer(&model, "?").await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::RateLimited);
    }
}
