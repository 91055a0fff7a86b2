use futures::TryStreamExt;
use surprisal_confidence::{Measure, Running};
use surprisal_core::{CallOptions, RunnableExt};
use surprisal_testing::{FakeChatModel, token};

#[tokio::test(flavor = "current_thread")]
async fn statistics_can_be_read_while_a_stream_goes_on_and_are_those_of_the_whole() {
    let tokens = || ["How", " are", " you"].map(|text| token(text).p(0.5).alternative("x", 0.25));
    let model = FakeChatModel::new().say(tokens()).say(tokens());
    let model = model.bind(CallOptions::new().logprobs(true).top_logprobs(2));
    let chunks = model.stream("hi").await.unwrap();
    let mut chunks = Running::new()
        .with_window(2.try_into().unwrap())
        .over(chunks);
    let mut seen = Vec::new();
    let mut text = String::new();
    while let Some(chunk) = chunks.try_next().await.unwrap() {
        text += &chunk.text();
        seen.push(chunks.running().count());
    }
    assert_eq!(text, "How are you");
    assert!(
        seen.contains(&1) && seen.contains(&2) && seen.last() == Some(&3),
        "{seen:?}"
    );
    let running = chunks.into_running();
    let whole = model.invoke("hi").await.unwrap();
    for measure in [
        Measure::Perplexity,
        Measure::MeanMargin,
        Measure::MeanEntropyAtLeast,
    ] {
        assert_eq!(
            measure.of_running(&running),
            measure.of(&whole),
            "{measure}"
        );
    }
    assert!(running.window().unwrap().mean().is_some());
}
