//! What has been read before changes nothing but the time.

use surprisal_core::{AiMessage, Channel, RunnableExt, ScoreText};
use surprisal_local::{ChatLocal, LocalOptions};
use surprisal_testing::TinyModel;

use crate::support::{HELLO, assert_same, load, options};

async fn fresh() -> ChatLocal {
    load(&TinyModel::new(11).context_length(1024)).await
}

async fn ask(chat: &ChatLocal, prompt: &str) -> AiMessage {
    chat.clone().bind(options(20)).invoke(prompt).await.unwrap()
}

#[track_caller]
fn assert_answers(left: &AiMessage, right: &AiMessage) {
    assert_same(left.logprobs().content(), right.logprobs().content());
}

#[tokio::test]
async fn an_answer_is_the_same_behind_any_other() {
    let long = "the more he says to you ".repeat(15);
    // Beginnings of each other, the same again, and nothing in common.
    let prompts = [
        "Say it.",
        "Say it. And again.",
        &long,
        "Say",
        "Say it.",
        "Say it.",
        &long[..100],
        "Else",
    ];
    let chat = fresh().await;
    for prompt in prompts {
        let (message, expected) = (ask(&chat, prompt).await, ask(&fresh().await, prompt).await);
        assert_answers(&message, &expected);
        assert_eq!(expected.usage().cached_tokens, Some(0));
    }
}

#[tokio::test]
async fn what_was_read_is_not_read_again() {
    let chat = fresh().await;
    let first = ask(&chat, "Say it.").await;
    assert_eq!(first.usage().cached_tokens, Some(0));
    let again = ask(&chat, "Say it.").await;
    // The last token is read again, for what follows it.
    assert_eq!(
        again.usage().cached_tokens,
        first.usage().input_tokens.map(|count| count - 1)
    );
}

#[tokio::test]
async fn scores_and_answers_do_not_disturb_each_other() {
    let chat = fresh().await;
    let answer = ask(&chat, "Say it.").await;
    let prompt = "<|im_start|>user\nSay it.<|im_end|>\n<|im_start|>assistant\n";
    let scored = chat.score_text(prompt, "12", 5).await.unwrap();
    assert_answers(&ask(&chat, "Say it.").await, &answer);
    chat.score_text("the ", "other", 0).await.unwrap();
    assert_answers(&ask(&chat, "Say it.").await, &answer);
    let again = chat.score_text(prompt, "12", 5).await.unwrap();
    assert_same(scored.logprobs().content(), again.logprobs().content());
    let expected = fresh().await.score_text(prompt, "12", 5).await.unwrap();
    assert_same(scored.logprobs().content(), expected.logprobs().content());
}

#[tokio::test]
async fn the_log_probabilities_of_a_prompt_that_is_known_are_given_again() {
    let chat = fresh().await;
    let bound = chat
        .clone()
        .bind(options(4))
        .bind(LocalOptions::new().prompt_logprobs(true));
    let first = bound.invoke(HELLO).await.unwrap();
    let again = bound.invoke(HELLO).await.unwrap();
    let prompt = |message: &AiMessage| {
        message
            .logprobs()
            .channel(Channel::Prompt)
            .unwrap()
            .to_vec()
    };
    assert_same(&prompt(&first), &prompt(&again));
    assert_answers(&first, &again);
}

#[tokio::test]
async fn an_answer_that_grows_past_the_room_of_the_cache_is_what_scoring_says() {
    let chat = fresh().await;
    let mut options = options(600);
    for digit in chat.tokenize("0123456789").await.unwrap() {
        options = options.logit_bias(digit, 100.0);
    }
    let message = chat.clone().bind(options).invoke(HELLO).await.unwrap();
    let scored = fresh()
        .await
        .score_answer(HELLO, message.text(), 20)
        .await
        .unwrap();
    assert_same(message.logprobs().content(), scored.logprobs().content());
}
