//! Each fault does what its name says, and nothing else.

use futures::StreamExt as _;
use serde_json::json;
use surprisal_core::{
    AiMessage, AiMessageChunk, Availability, CallOptions, Capabilities, ErrorKind, Feature, Policy,
    RunnableExt as _, Score,
};
use surprisal_testing::{FakeAnswer, FakeChatModel, FakeTokens, Fault, token};

use crate::laws::{Law, broken};

const NAMED: &[(Fault, &[Law])] = &[
    (Fault::DropLogprobsAfter(0), &[Law::Present]),
    (Fault::DropLogprobsAfter(2), &[Law::Covered]),
    (Fault::LogprobsAtEnd, &[Law::LinesUp]),
    (Fault::Floors, &[]),
    (Fault::MissingScores, &[Law::Scored]),
    (Fault::NullBytes, &[Law::Aligned]),
    (Fault::LossyUtf8, &[Law::Aligned]),
    (Fault::Unsorted, &[Law::Sorted]),
    (Fault::MassAboveOne, &[Law::Mass]),
    (Fault::Positive, &[Law::NotPositive]),
    (Fault::ChosenUnlisted, &[Law::Listed]),
    (Fault::Cumulative, &[Law::AddsUp]),
    (Fault::EmptyChunks, &[]),
    (Fault::MixedChoices, &[Law::Choices]),
    (Fault::NoFinishReason, &[Law::EndSignal]),
    (Fault::Miscount, &[Law::Counted]),
    (Fault::Ignore("max_tokens"), &[Law::Limit]),
    (Fault::Ignore("n"), &[Law::Choices]),
    (Fault::Ignore("logprobs"), &[Law::Present]),
    (Fault::EndAfter(6), &[Law::EndSignal]),
];

fn options() -> CallOptions {
    CallOptions::new()
        .logprobs(true)
        .top_logprobs(5)
        .n(2)
        .max_tokens(6)
        .stop(["q", "."])
}

/// Words that are likely and could have been others.
fn scripted(text: &str) -> FakeAnswer {
    let words = text.split_inclusive(' ');
    let tokens = words.map(|word| token(word).p(0.6).alternative("or", 0.3));
    tokens.collect::<FakeTokens>().into()
}

#[tokio::test]
async fn each_fault_breaks_the_law_of_its_name_alone() {
    let script = scripted("The naïve crab 🦀 walks to and fro. And stops.");
    let script = script.or(scripted("No one knows all of it q, or so."));
    for (fault, laws) in NAMED {
        let laws = laws.iter().copied().collect();
        for model in [
            FakeChatModel::seeded(5),
            FakeChatModel::new().say_forever(script.clone()),
        ] {
            let broken = broken(&model.fault(*fault), &options()).await;
            assert_eq!(broken, laws, "{fault:?}");
        }
    }
}

#[tokio::test]
async fn a_text_to_stop_at_is_passed_over() {
    let options = CallOptions::new().logprobs(true).stop(["."]);
    let fault = Fault::Ignore("stop");
    let script = FakeChatModel::new().say_forever("One. Two.");
    for model in [FakeChatModel::seeded(5), script] {
        assert!(broken(&model, &options).await.is_empty());
        assert_eq!(
            broken(&model.fault(fault), &options).await,
            [Law::Stop].into()
        );
    }
}

async fn chunks(model: &FakeChatModel, options: CallOptions) -> Vec<AiMessageChunk> {
    let stream = model.clone().bind(options).stream("hi").await.unwrap();
    stream.map(Result::unwrap).collect().await
}

fn scored() -> CallOptions {
    CallOptions::new().logprobs(true).top_logprobs(2)
}

#[tokio::test]
async fn dropped_log_probabilities_leave_the_text_and_no_word() {
    let model = FakeChatModel::new()
        .say_forever("a b c")
        .fault(Fault::DropLogprobsAfter(1));
    let chunks = chunks(&model, scored()).await;
    let counts: Vec<_> = chunks
        .iter()
        .map(|chunk| {
            chunk
                .logprobs()
                .channels()
                .map(|(_, list)| list.len())
                .next()
        })
        .collect();
    assert_eq!(counts, [Some(0), Some(1), None, None, None]);
    let whole = model.bind(scored()).invoke("hi").await.unwrap();
    assert_eq!(
        (&*whole.text(), whole.logprobs().content().len()),
        ("a b c", 1)
    );
    assert!(whole.response_metadata().warnings.is_empty());

    let model = FakeChatModel::new()
        .say("a b")
        .fault(Fault::DropLogprobsAfter(0));
    let none = model.bind(scored()).invoke("hi").await.unwrap();
    assert_eq!(none.logprobs().availability(), Availability::NotRequested);
}

#[tokio::test]
async fn log_probabilities_at_the_end_come_with_the_finish_reason() {
    let model = FakeChatModel::new()
        .say("a b c")
        .fault(Fault::LogprobsAtEnd);
    let chunks = chunks(&model, scored()).await;
    let (last, before) = chunks.split_last().unwrap();
    assert!(before.iter().all(|chunk| chunk.logprobs().is_empty()));
    assert_eq!(last.logprobs().content().len(), 3);
}

#[tokio::test]
async fn every_second_score_is_a_floor() {
    let model = FakeChatModel::new().say("a b c d").fault(Fault::Floors);
    let answer = model.bind(scored()).invoke("hi").await.unwrap();
    let scores: Vec<_> = answer
        .logprobs()
        .content()
        .iter()
        .map(|token| token.score())
        .collect();
    let (exact, floor) = (Score::Exact(0.0), Score::Floor(-9999.0));
    assert_eq!(scores, [exact, floor, exact, floor]);
}

#[tokio::test]
async fn a_lossy_text_ends_where_its_bytes_were() {
    let model = FakeChatModel::new()
        .say(["ab", "🦀"])
        .split_characters()
        .fault(Fault::LossyUtf8);
    let answer = model.bind(scored()).invoke("hi").await.unwrap();
    let tokens = answer.logprobs().content().iter();
    let texts: Vec<_> = tokens.clone().map(|token| token.token().unwrap()).collect();
    assert_eq!(texts, ["a\u{fffd}", "\u{fffd}", "\u{fffd}\u{fffd}\u{fffd}"]);
    assert!(tokens.clone().all(|token| token.bytes().is_none()));
    assert_eq!(answer.text(), "ab🦀");
}

#[tokio::test]
async fn cumulative_chunks_repeat_what_came() {
    let model = FakeChatModel::new()
        .say_forever("a b")
        .fault(Fault::Cumulative);
    let chunks = chunks(&model, CallOptions::new()).await;
    let texts: Vec<_> = chunks
        .iter()
        .map(|chunk| chunk.text().into_owned())
        .collect();
    assert_eq!(texts, ["", "a", "a b", "a b"]);
    assert_eq!(model.invoke("hi").await.unwrap().text(), "a b");
}

#[tokio::test]
async fn a_silent_end_and_a_failure_come_after_so_many_chunks() {
    let model = FakeChatModel::new()
        .say_forever("a b c")
        .fault(Fault::EndAfter(2));
    assert_eq!(chunks(&model, CallOptions::new()).await.len(), 2);
    assert_eq!(model.invoke("hi").await.unwrap().text(), "a b c");

    let fault = Fault::FailAfter(2, ErrorKind::Truncated);
    let model = FakeChatModel::new().say_forever("a b c").fault(fault);
    let items: Vec<_> = model.stream("hi").await.unwrap().collect().await;
    assert_eq!(items.len(), 3);
    assert_eq!(items[2].as_ref().unwrap_err().kind(), ErrorKind::Truncated);
    let error = model.invoke("hi").await.unwrap_err();
    assert_eq!(error.partial().unwrap().text(), "a");
}

#[tokio::test]
async fn a_fault_of_one_answer_is_not_one_of_the_next() {
    let broken = FakeAnswer::from("a").fault(Fault::FailAfter(0, ErrorKind::Server));
    let model = FakeChatModel::new().say(broken).say("b");
    assert!(model.invoke("hi").await.is_err());
    assert_eq!(model.invoke("hi").await.unwrap().text(), "b");
}

#[tokio::test]
async fn what_is_not_had_is_refused_or_passed_over_in_silence() {
    let none = Capabilities::UNKNOWN.no(&[Feature::Logprobs]);
    let model = FakeChatModel::new().say_forever("a").capabilities(none);
    let error = model.clone().bind(scored()).invoke("hi").await.unwrap_err();
    assert_eq!(
        (error.kind(), error.option()),
        (ErrorKind::Unsupported, Some("logprobs"))
    );
    let warned = model
        .clone()
        .bind(scored().on_unsupported(Policy::Warn))
        .invoke("hi")
        .await
        .unwrap();
    assert_eq!(warned.response_metadata().warnings[0].option, "logprobs");

    let silent = model.fault(Fault::IgnoreUnsupported);
    let answer: AiMessage = silent.bind(scored()).invoke("hi").await.unwrap();
    assert!(answer.logprobs().is_empty() && answer.response_metadata().warnings.is_empty());
}

#[tokio::test]
async fn what_is_unchecked_is_taken() {
    let wrong = CallOptions::new().temperature(7.0);
    let model = FakeChatModel::new().say_forever("a");
    assert!(
        model
            .clone()
            .bind(wrong.clone())
            .invoke("hi")
            .await
            .is_err()
    );
    assert!(
        model
            .fault(Fault::Unchecked)
            .bind(wrong)
            .invoke("hi")
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn an_option_that_is_unknown_cannot_be_ignored() {
    let model = FakeChatModel::new()
        .say("a")
        .fault(Fault::Ignore("metadata"));
    let error = model.invoke("hi").await.unwrap_err();
    assert!(error.message().contains("\"metadata\""), "{error}");
}

#[tokio::test]
async fn choices_are_mixed_with_their_tool_calls() {
    let answer = FakeAnswer::from("a").or(FakeAnswer::new().tool_call("f", json!({ "x": 1 })));
    let model = FakeChatModel::new().say(answer).fault(Fault::MixedChoices);
    let tools = [surprisal_core::ToolDefinition::new("f", json!({}))];
    let mixed = model
        .bind(CallOptions::new().tools(tools).n(2))
        .invoke("hi")
        .await
        .unwrap();
    assert_eq!(
        (
            mixed.choices().count(),
            mixed.tool_calls().len(),
            &*mixed.text()
        ),
        (1, 1, "a")
    );
}
