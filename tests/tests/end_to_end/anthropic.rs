//! Anthropic's Messages API of the real server, which is llama.cpp's.

use surprisal::anthropic::ChatAnthropic;
use surprisal::{
    AiMessage, AiMessageChunk, Availability, Bound, CallOptions, ErrorKind, FinishReason, Message,
    Messages, Policy, RunnableExt,
};
use surprisal_tests::llama::ALIAS;

use crate::support::{HELLO, Real, real};

fn messages(real: &Real) -> Bound<ChatAnthropic> {
    let model = ChatAnthropic::builder(ALIAS).base_url(&*real.url);
    let options = CallOptions::new().temperature(0.0).max_tokens(16);
    model.build().unwrap().bind(options)
}

fn assert_answer(message: &AiMessage) {
    assert!(message.text().len() > 10);
    assert_eq!(message.finish_reason(), Some(&FinishReason::Length));
    assert_eq!(message.usage().output_tokens, Some(16));
    assert!(message.usage().input_tokens > Some(10));
    let metadata = message.response_metadata();
    assert_eq!(metadata.provider.as_deref(), Some("anthropic"));
    assert!(metadata.id.is_some());
}

#[tokio::test]
async fn an_answer_is_the_same_whole_and_streamed_and_by_chat_completions() {
    let Some(real) = real().await else { return };
    let model = messages(&real);
    let whole = model.invoke(HELLO).await.unwrap();
    assert_answer(&whole);
    let chunks = model.stream(HELLO).await.unwrap();
    let streamed = AiMessageChunk::collect(chunks).await.unwrap();
    assert_answer(&streamed);
    assert_eq!(streamed.text(), whole.text());
    let chat = real.greedy(16).invoke(HELLO).await.unwrap();
    assert_eq!(chat.text(), whole.text());
}

#[tokio::test]
async fn an_answer_goes_back_in_the_next_turn() {
    let Some(real) = real().await else { return };
    let model = messages(&real);
    let first = model.invoke(HELLO).await.unwrap();
    let before = first.usage().input_tokens.unwrap();
    let talk = Messages::from_iter([
        Message::human(HELLO.1),
        first.into(),
        Message::human("and tomorrow?"),
    ]);
    let second = model.invoke(talk).await.unwrap();
    assert!(second.usage().input_tokens.unwrap() > before + 16);
}

#[tokio::test]
async fn log_probabilities_are_refused_by_name_or_left_out_with_a_warning() {
    let Some(real) = real().await else { return };
    let asked = messages(&real).bind(CallOptions::new().logprobs(true));
    let error = asked.invoke(HELLO).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported);
    assert_eq!(error.option(), Some("logprobs"));
    let warned = asked.bind(CallOptions::new().on_unsupported(Policy::Warn));
    let answer = warned.invoke(HELLO).await.unwrap();
    assert_eq!(answer.logprobs().availability(), Availability::Refused);
    let warnings = &answer.response_metadata().warnings;
    assert_eq!(warnings.len(), 1);
    assert_eq!(warnings[0].option, "logprobs");
}
