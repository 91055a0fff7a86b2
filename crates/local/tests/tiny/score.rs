//! The log probabilities of given texts: of the prompt, and of a text behind it.

use surprisal_core::{Basis, Channel, ErrorKind, HasLogprobs, RunnableExt, ScoreText};
use surprisal_local::LocalOptions;
use surprisal_testing::TinyModel;

use crate::support::{
    HELLO, ask, assert_near, assert_same, bytes, ids, load, only, options, shared,
};

const PROMPT: &str = "<|im_start|>user\nhow are you today<|im_end|>\n<|im_start|>assistant\n";

#[tokio::test]
async fn those_of_the_prompt_are_in_a_channel_of_their_own() {
    let chat = shared();
    let bound = chat
        .clone()
        .bind(options(3))
        .bind(LocalOptions::new().prompt_logprobs(true));
    let message = bound.invoke(HELLO).await.unwrap();
    let prompt = message.logprobs().channel(Channel::Prompt).unwrap();
    assert_eq!(ids(prompt), chat.tokenize(PROMPT).await.unwrap());
    assert_eq!(prompt[0].logprob(), None);
    assert_eq!(prompt[0].top_logprobs(), None);
    for token in &prompt[1..] {
        assert!(token.logprob().unwrap() < 0.0 && token.rank().is_some());
        assert_eq!(token.top_logprobs().unwrap().len(), 20);
    }
    assert_eq!(bytes(prompt), b"user\nhow are you today\nassistant\n");
    // They are what scoring says of the same text, and the answer's are what they are without them.
    let scored = chat.score_text("", PROMPT, 20).await.unwrap();
    assert_same(prompt, scored.tokens());
    let without = ask(&chat, options(3)).await;
    assert_same(message.logprobs().content(), without.logprobs().content());
}

#[tokio::test]
async fn those_of_the_prompt_come_once_for_several_choices() {
    let bound = shared()
        .bind(options(2).n(2))
        .bind(LocalOptions::new().prompt_logprobs(true));
    let message = bound.invoke(HELLO).await.unwrap();
    let prompts = message
        .choices()
        .map(|choice| choice.logprobs().channel(Channel::Prompt).is_some());
    assert_eq!(prompts.collect::<Vec<_>>(), [true, false]);
}

#[tokio::test]
async fn a_score_is_what_the_model_said_when_it_wrote_the_text() {
    let chat = shared();
    // Digits, for a text of them has one token each, however it was written.
    let message = ask(&chat, only(&chat, "0123456789", options(24)).await).await;
    let text = message.text().into_owned();
    let by_answer = chat.score_answer(HELLO, &*text, 20).await.unwrap();
    let by_prompt = chat.score_text(PROMPT, &text, 20).await.unwrap();
    for scored in [&by_answer, &by_prompt] {
        assert_eq!(scored.logprobs().basis(), Some(Basis::Raw));
        assert_same(message.logprobs().content(), scored.tokens());
        assert_near(
            scored.sum_logprob().unwrap(),
            message.sum_logprob().unwrap(),
        );
    }
}

#[tokio::test]
async fn a_score_of_two_parts_is_the_sum_of_theirs() {
    let chat = shared();
    let (one, two) = ("12 34", " 56 78");
    let whole = chat
        .score_text(PROMPT, &format!("{one}{two}"), 0)
        .await
        .unwrap();
    let first = chat.score_text(PROMPT, one, 0).await.unwrap();
    let second = chat
        .score_text(&format!("{PROMPT}{one}"), two, 0)
        .await
        .unwrap();
    let sum = first.sum_logprob().unwrap() + second.sum_logprob().unwrap();
    assert_near(whole.sum_logprob().unwrap(), sum);
}

#[tokio::test]
async fn behind_nothing_the_first_token_has_no_log_probability() {
    let chat = shared();
    let scored = chat.score_text("", "12", 3).await.unwrap();
    let logprobs: Vec<_> = scored
        .tokens()
        .iter()
        .map(|token| token.logprob().is_some())
        .collect();
    assert_eq!(logprobs, [false, true]);
    assert_eq!(scored.measures().missing(), 1);
    scored.alignment().unwrap();
}

#[tokio::test]
async fn behind_the_mark_of_a_model_that_has_one_it_has() {
    let chat = load(&TinyModel::new(7).set("tokenizer.ggml.add_bos_token", true)).await;
    let scored = chat.score_text("", "12", 0).await.unwrap();
    let same = chat.score_text("<|im_start|>", "12", 0).await.unwrap();
    assert!(
        scored
            .tokens()
            .iter()
            .all(|token| token.logprob().is_some())
    );
    // The mark that is there already is not put there again.
    assert_same(scored.tokens(), same.tokens());
    let prompt = chat
        .clone()
        .bind(options(1))
        .bind(LocalOptions::new().prompt_logprobs(true))
        .invoke(HELLO)
        .await
        .unwrap();
    let prompt = ids(prompt.logprobs().channel(Channel::Prompt).unwrap());
    assert_eq!(prompt, shared().tokenize(PROMPT).await.unwrap());
}

#[tokio::test]
async fn no_list_is_given_where_none_was_asked_for() {
    let scored = shared().score_text("1", "2", 0).await.unwrap();
    assert_eq!(scored.tokens()[0].top_logprobs(), None);
    assert!(scored.tokens()[0].rank().is_some());
}

#[tokio::test]
async fn a_text_without_tokens_cannot_be_scored() {
    for error in [
        shared().score_text("a", "", 0).await.unwrap_err(),
        shared().score_text("", "", 0).await.unwrap_err(),
        shared().score_answer(HELLO, "", 0).await.unwrap_err(),
    ] {
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
        assert_eq!(error.message(), "there is no text to score");
        assert_eq!(error.provider(), Some("local"));
    }
}

#[tokio::test]
async fn messages_that_cannot_be_read_cannot_be_scored() {
    let error = shared()
        .score_answer(("robot", "hi"), "a", 0)
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    assert!(error.message().contains("robot"), "{error}");
}

#[tokio::test]
async fn an_application_that_knows_no_model_ranks_answers() {
    let model: std::sync::Arc<dyn ScoreText> = std::sync::Arc::new(shared());
    let mut sums = Vec::new();
    for answer in ["1", "1 2", "1 2 3"] {
        let scored = model.score_text(PROMPT, answer, 0).await.unwrap();
        let same = shared().score_text(PROMPT, answer, 0).await.unwrap();
        assert_same(scored.tokens(), same.tokens());
        sums.push(scored.sum_logprob().unwrap());
    }
    // A text is less likely than what it begins with.
    assert!(sums.is_sorted_by(|a, b| a > b), "{sums:?}");
}
