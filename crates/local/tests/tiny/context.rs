//! How much there is room for.

use surprisal_core::{Error, ErrorKind, FinishReason, RunnableExt, ScoreText};
use surprisal_local::ChatLocal;
use surprisal_testing::TinyModel;

use crate::support::{File, HELLO, endless, options};

/// The prompt of [`HELLO`] has 63 tokens or so.
async fn model(tokens: u32) -> ChatLocal {
    crate::support::load(&TinyModel::new(5).context_length(tokens)).await
}

fn too_long(error: &Error) {
    assert_eq!(error.kind(), ErrorKind::ContextTooLong, "{error}");
    assert!(!error.is_retryable());
    assert_eq!(error.provider(), Some("local"));
    assert!(error.message().contains("context_length"), "{error}");
}

#[tokio::test]
async fn messages_that_do_not_fit_are_an_error() {
    let chat = model(16).await;
    too_long(&chat.invoke(HELLO).await.unwrap_err());
    too_long(&chat.stream(HELLO).await.err().unwrap());
}

#[tokio::test]
async fn an_answer_ends_where_there_is_no_more_room() {
    let chat = model(100).await;
    let message = chat
        .clone()
        .bind(endless(&chat).await)
        .invoke(HELLO)
        .await
        .unwrap();
    assert_eq!(message.usage().total_tokens, Some(100));
    assert_eq!(message.finish_reason(), Some(&FinishReason::Length));
    // And without a limit as well.
    let mut options = endless(&chat).await;
    options.max_tokens = None;
    let message = chat.clone().bind(options).invoke(HELLO).await.unwrap();
    assert_eq!(message.usage().total_tokens, Some(100));
}

#[tokio::test]
async fn a_prompt_that_leaves_room_for_one_token_gets_one() {
    let prompt = model(100)
        .await
        .bind(options(1))
        .invoke(HELLO)
        .await
        .unwrap();
    let prompt = u32::try_from(prompt.usage().input_tokens.unwrap()).unwrap();
    let chat = model(prompt + 1).await;
    let message = chat.clone().bind(options(9)).invoke(HELLO).await.unwrap();
    assert_eq!(message.usage().output_tokens, Some(1));
    too_long(&model(prompt).await.invoke(HELLO).await.unwrap_err());
}

#[tokio::test]
async fn a_text_to_score_may_fill_the_context_and_not_more() {
    let chat = model(10).await;
    assert!(chat.score_text("12345", "67890", 0).await.is_ok());
    too_long(&chat.score_text("12345", "678901", 0).await.unwrap_err());
    too_long(&chat.score_text("1234567890", "1", 0).await.unwrap_err());
}

#[tokio::test]
async fn a_context_can_be_chosen_within_what_the_model_has() {
    let file = File::new(&TinyModel::new(5).to_bytes());
    let build = |tokens: usize| {
        let builder = ChatLocal::builder(file.path().to_str().unwrap());
        builder.context_length(tokens).build()
    };
    let chat = build(80).unwrap();
    assert_eq!(chat.load().await.unwrap().context_length, 80);
    let message = chat
        .clone()
        .bind(endless(&chat).await)
        .invoke(HELLO)
        .await
        .unwrap();
    assert_eq!(message.usage().total_tokens, Some(80));
    let error = build(0).unwrap_err();
    assert_eq!(
        error.message(),
        "context_length is 0: it must be at least 1"
    );
    let error = build(513).unwrap().load().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    assert!(
        error.message().contains("513") && error.message().contains("512"),
        "{error}"
    );
}

#[tokio::test]
async fn a_context_that_nobody_chose_is_4096_or_what_the_model_has() {
    for (has, gets) in [(100, 100), (100_000, 4096)] {
        assert_eq!(model(has).await.load().await.unwrap().context_length, gets);
    }
}
