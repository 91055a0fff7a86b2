use std::sync::Arc;
use std::time::Duration;

use futures::{StreamExt as _, TryStreamExt as _, stream};
use proptest::prelude::*;
use surprisal_confidence::{Cascade, StopWhen, mean_surprisal_above, stop_when};
use surprisal_core::{
    AiMessage, AiMessageChunk, CallOptions, Channel, ChatModel, ChoiceChunk, ChunkStream,
    ErrorKind, FinishReason, HasLogprobs as _, Logprobs, RunnableExt as _, TokenLogprob,
    ToolCallChunk,
};
use surprisal_testing::{FakeAnswer, FakeChatModel, Fault, token};
use tokio::time::timeout;

use crate::support::tokens;

async fn streamed(model: &FakeChatModel) -> ChunkStream<AiMessageChunk> {
    let options = CallOptions::new().logprobs(true);
    model.bind(options).stream("x").await.unwrap()
}

fn low() -> FinishReason {
    FinishReason::LowConfidence
}

#[tokio::test]
async fn the_connection_is_dropped_with_the_chunk_for_which_the_condition_holds() {
    let model = FakeChatModel::new().say(tokens(&[0.9, 0.9, 0.01, 0.9, 0.9]));
    let mut chunks = stop_when(streamed(&model).await, mean_surprisal_above(3.0, 1));
    let mut texts = Vec::new();
    while let Some(chunk) = chunks.try_next().await.unwrap() {
        if chunk.text() == "is " {
            assert_eq!(
                model.live(),
                0,
                "the work behind it has ended before it is read"
            );
        }
        texts.push(chunk.text().into_owned());
    }
    assert_eq!(texts.concat(), "So it is ");
}

#[tokio::test]
async fn the_sum_is_a_whole_answer_that_says_why_it_is_short() {
    let model = FakeChatModel::new().say(tokens(&[0.9, 0.01, 0.9]));
    let chunks = stop_when(streamed(&model).await, mean_surprisal_above(3.0, 1));
    let answer = AiMessageChunk::collect(chunks).await.unwrap();
    assert_eq!(answer.finish_reason(), Some(&low()));
    assert_eq!(answer.tokens().len(), 2);
    assert!(answer.alignment().is_ok() && answer.usage().is_empty());
    assert_eq!(answer.response_metadata().model.as_deref(), Some("fake"));
}

#[tokio::test]
async fn an_answer_that_stays_sure_is_as_it_would_have_been() {
    let model = FakeChatModel::seeded(3);
    let as_is: Vec<_> = streamed(&model).await.try_collect().await.unwrap();
    let chunks = stop_when(streamed(&model).await, |_| false);
    assert_eq!(chunks.try_collect::<Vec<_>>().await.unwrap(), as_is);
}

#[tokio::test]
async fn where_the_model_has_finished_by_itself_the_rest_still_comes() {
    let model = FakeChatModel::seeded(3);
    let as_is: AiMessageChunk = streamed(&model).await.try_collect().await.unwrap();
    let chunks = stop_when(streamed(&model).await, |chunk| {
        chunk.finish_reason().is_some()
    });
    let sum: AiMessageChunk = chunks.try_collect().await.unwrap();
    assert_eq!(sum, as_is);
    assert!(sum.usage().is_some());
}

#[tokio::test]
async fn every_choice_that_is_open_is_said_to_be_stopped() {
    let answer = FakeAnswer::from(tokens(&[0.9]))
        .or(tokens(&[0.9; 5]))
        .or(tokens(&[0.9; 5]));
    let options = CallOptions::new().logprobs(true).n(3);
    let chunks = FakeChatModel::new()
        .say(answer)
        .bind(options)
        .stream("x")
        .await
        .unwrap();
    let mut texts = 0;
    let condition = move |chunk: &AiMessageChunk| {
        texts += chunk
            .choices()
            .iter()
            .filter(|it| !it.text().is_empty())
            .count();
        texts >= 5
    };
    let answer = AiMessageChunk::collect(stop_when(chunks, condition))
        .await
        .unwrap();
    let reasons: Vec<_> = answer
        .choices()
        .map(|it| it.finish_reason().cloned())
        .collect();
    assert_eq!(
        reasons,
        [Some(FinishReason::Stop), Some(low()), Some(low())]
    );
}

#[tokio::test]
async fn a_character_that_has_begun_is_ended_first() {
    let mut texts = Vec::new();
    for at in 1..6 {
        let crab = [token("a "), token("🦀").p(0.01), token(" b"), token(" c")];
        let model = FakeChatModel::new().say(crab).split_characters();
        let mut seen = 0;
        let condition = move |chunk: &AiMessageChunk| {
            seen += chunk.tokens().len();
            seen >= at
        };
        let chunks = stop_when(streamed(&model).await, condition);
        let answer = AiMessageChunk::collect(chunks).await.unwrap();
        assert!(answer.alignment().is_ok(), "{at}: {answer:?}");
        assert_eq!(answer.finish_reason(), Some(&low()), "{at}");
        texts.push((answer.text().into_owned(), answer.tokens().len()));
    }
    // The character's first token is held for the second, so stopping at either comes to the same.
    assert_eq!(texts[0], ("a ".to_owned(), 1));
    assert_eq!(texts[1], texts[2]);
    assert_eq!(texts[1], ("a 🦀".to_owned(), 3));
}

#[tokio::test]
async fn tokens_with_more_bytes_than_the_text_do_not_keep_it_from_stopping() {
    // A server that trims the space with which the first token begins.
    let piece =
        |text: &str, token: &str| {
            let logprobs = Logprobs::new(Channel::Content, [TokenLogprob::new(token, -5.0)]);
            Ok(AiMessageChunk::default()
                .with_choice(ChoiceChunk::new(0, text).with_logprobs(logprobs)))
        };
    let pieces = [piece("So", " So"), piece(" it", " it"), piece(" is", " is")];
    let chunks: ChunkStream<AiMessageChunk> = Box::pin(stream::iter(pieces));
    let answer = AiMessageChunk::collect(stop_when(chunks, mean_surprisal_above(3.0, 1)))
        .await
        .unwrap();
    assert_eq!(
        (answer.text().as_ref(), answer.finish_reason()),
        ("So", Some(&low()))
    );
}

#[tokio::test]
async fn a_tool_call_that_is_left_half_written_is_no_call() {
    let piece = |arguments: &str| {
        let call = ToolCallChunk::new(0, arguments)
            .with_id("1")
            .with_name("pay");
        Ok(AiMessageChunk::default()
            .with_choice(ChoiceChunk::new(0, "").with_tool_call_chunk(call)))
    };
    for at in [1, 2] {
        let chunks: ChunkStream<AiMessageChunk> =
            Box::pin(stream::iter(["", "{\"amount\": 1", "00}"].map(piece)));
        let mut seen = 0;
        let condition = move |_: &AiMessageChunk| {
            seen += 1;
            seen == at
        };
        let answer = AiMessageChunk::collect(stop_when(chunks, condition))
            .await
            .unwrap();
        assert_eq!(
            (
                answer.tool_calls().len(),
                answer.invalid_tool_calls().len(),
                answer.finish_reason()
            ),
            (0, 1, Some(&low()))
        );
    }
}

#[tokio::test]
async fn an_error_is_passed_on_and_ends_the_stream() {
    let model = FakeChatModel::new()
        .say(tokens(&[0.9, 0.9]))
        .fault(Fault::FailAfter(2, ErrorKind::Connection));
    let mut chunks = stop_when(streamed(&model).await, |_| false);
    let results: Vec<_> = chunks.by_ref().collect().await;
    assert_eq!(
        results.last().unwrap().as_ref().unwrap_err().kind(),
        ErrorKind::Connection
    );
    assert!(chunks.next().await.is_none() && model.live() == 0);
}

#[tokio::test]
async fn dropped_it_leaves_nothing_running() {
    let model = FakeChatModel::new()
        .say(tokens(&[0.9]))
        .fault(Fault::StallAfter(1));
    let mut chunks = stop_when(streamed(&model).await, |_| false);
    chunks.next().await.unwrap().unwrap();
    assert_eq!(model.live(), 1);
    drop(chunks);
    assert_eq!(model.live(), 0);
}

#[tokio::test]
async fn a_condition_that_holds_before_any_choice_stops_the_first() {
    let chunks: ChunkStream<AiMessageChunk> = Box::pin(stream::iter([
        Ok(AiMessageChunk::default()),
        Ok("never".into()),
    ]));
    let answer = AiMessageChunk::collect(stop_when(chunks, |_| true))
        .await
        .unwrap();
    assert_eq!(
        (answer.text().into_owned(), answer.finish_reason()),
        (String::new(), Some(&low()))
    );
}

#[tokio::test]
async fn a_model_that_stops_is_a_chat_model_whose_stream_adds_up_to_what_invoke_gives() {
    let fake = FakeChatModel::new().say_forever(tokens(&[0.9, 0.01, 0.9]));
    let model = StopWhen::new(fake.clone(), || mean_surprisal_above(3.0, 1));
    let model: Arc<dyn ChatModel> = Arc::new(model.bind(CallOptions::new().logprobs(true)));
    let answer = model.invoke("x").await.unwrap();
    assert_eq!(answer.text(), "So it ");
    assert_eq!(answer.finish_reason(), Some(&low()));
    let sum: AiMessageChunk = model
        .stream("x")
        .await
        .unwrap()
        .try_collect()
        .await
        .unwrap();
    assert_eq!(AiMessage::from(sum), answer);
    assert_eq!(
        model.invoke("x").await.unwrap(),
        answer,
        "each call has a condition of its own"
    );
    assert_eq!(model.profile().model.as_deref(), Some("fake"));
    assert!(fake.calls().iter().all(|call| call.stream));
}

#[tokio::test]
async fn a_cascade_leaves_a_small_model_as_soon_as_it_is_unsure() {
    let small = FakeChatModel::new()
        .say(tokens(&[0.9, 0.01, 0.9]))
        .fault(Fault::StallAfter(3));
    let stopped = StopWhen::new(small.clone(), || mean_surprisal_above(3.0, 1));
    let model = Cascade::new(stopped, FakeChatModel::new().say("big")).escalate_when(
        |answer: &AiMessage| answer.finish_reason() == Some(&FinishReason::LowConfidence),
    );
    // What is not stopped stalls.
    let call = timeout(Duration::from_secs(10), model.invoke("x")).await;
    assert_eq!(call.unwrap().unwrap().text(), "big");
    assert_eq!(small.live(), 0);
}

/// A chunk of tokens with these log probabilities.
fn chunk(logprobs: &[f64]) -> AiMessageChunk {
    let tokens = logprobs
        .iter()
        .map(|logprob| TokenLogprob::new("x", *logprob));
    let logprobs = Logprobs::new(Channel::Content, tokens);
    AiMessageChunk::default().with_choice(ChoiceChunk::new(0, "x").with_logprobs(logprobs))
}

#[test]
fn tokens_without_an_exact_score_are_passed_over() {
    let mut unsure = mean_surprisal_above(1.9, 2);
    assert!(!unsure(&chunk(&[-1.0, -9999.0, f64::NAN])));
    assert!(unsure(&chunk(&[-3.0])));
    assert!(
        mean_surprisal_above(1.9, 0)(&chunk(&[-3.0])),
        "a window has a token"
    );
}

proptest! {
    #[test]
    fn the_mean_is_that_of_the_last_tokens_however_they_are_cut_into_chunks(
        values in prop::collection::vec(-20.0..0.0_f64, 1..40),
        size in 1..10_usize,
        nats in 1.0..19.0_f64,
        per_chunk in 1..5_usize,
    ) {
        let mean = |window: &[f64]| -window.iter().sum::<f64>() / size as f64;
        let first = values.windows(size).position(|window| mean(window) > nats);
        let expected = first.map(|start| (start + size - 1) / per_chunk);
        let mut unsure = mean_surprisal_above(nats, size);
        let held = values.chunks(per_chunk).position(|part| unsure(&chunk(part)));
        prop_assert_eq!(held, expected);
    }
}
