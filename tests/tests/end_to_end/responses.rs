//! The Responses API of the real server, which is llama.cpp's.

use futures::TryStreamExt;
use surprisal::openai::{Api, ChatOpenAi};
use surprisal::{
    AiMessage, AiMessageChunk, Availability, Bound, CallOptions, ErrorKind, FinishReason, Message,
    Messages, Policy, RunnableExt,
};
use surprisal_tests::llama::ALIAS;

use crate::support::{HELLO, Real, real};

fn responses(real: &Real) -> Bound<ChatOpenAi> {
    let model = ChatOpenAi::builder(ALIAS)
        .base_url(&*real.url)
        .options(Api::Responses);
    let options = CallOptions::new()
        .temperature(0.0)
        .max_tokens(16)
        .extra("cache_prompt", false);
    model.build().unwrap().bind(options)
}

fn assert_answer(message: &AiMessage) {
    assert!(message.text().len() > 10);
    assert_eq!(message.finish_reason(), Some(&FinishReason::Stop));
    assert_eq!(message.usage().output_tokens, Some(16));
    let metadata = message.response_metadata();
    assert!(
        metadata
            .id
            .as_ref()
            .is_some_and(|id| id.starts_with("resp"))
    );
    assert_eq!(metadata.model.as_deref(), Some(ALIAS));
}

#[tokio::test]
async fn an_answer_is_the_same_whole_and_streamed_and_by_chat_completions() {
    let Some(real) = real().await else { return };
    let model = responses(&real);
    let whole = model.invoke(HELLO).await.unwrap();
    assert_answer(&whole);
    let chunks = model.stream(HELLO).await.unwrap();
    let chunks: Vec<AiMessageChunk> = chunks.try_collect().await.unwrap();
    assert!(chunks.len() > 10);
    let streamed = AiMessage::from(AiMessageChunk::from_iter(chunks));
    assert_answer(&streamed);
    assert_eq!(streamed.content(), whole.content());
    let chat = real.greedy(16).invoke(HELLO).await.unwrap();
    assert_eq!(chat.text(), whole.text());
}

#[tokio::test]
async fn an_answer_goes_back_in_the_next_turn() {
    let Some(real) = real().await else { return };
    let model = responses(&real);
    let first = model.invoke(HELLO).await.unwrap();
    let before = first.usage().input_tokens.unwrap();
    let talk = Messages::from_iter([
        Message::system("Be brief."),
        Message::human(HELLO.1),
        first.into(),
        Message::human("and tomorrow?"),
    ]);
    let second = model.invoke(talk).await.unwrap();
    assert!(second.usage().input_tokens.unwrap() > before + 16);
}

#[tokio::test]
async fn logprobs_that_it_does_not_give_are_missed() {
    let Some(real) = real().await else { return };
    let asked = responses(&real).bind(CallOptions::new().logprobs(true));
    let error = asked.invoke(HELLO).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::LogprobsMissing);
    let warned = asked.bind(CallOptions::new().on_logprobs_missing(Policy::Warn));
    let answer = warned.invoke(HELLO).await.unwrap();
    let availability = answer.logprobs().availability();
    assert_eq!(availability, Availability::RequestedButAbsent);
}
