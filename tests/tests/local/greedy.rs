//! What both say to the same question.

use surprisal::{CallOptions, RunnableExt};

use crate::support::{Both, real, tell};

pub(crate) const QUESTIONS: [&str; 5] = [
    "how are you today",
    "What is the capital of France?",
    "Write a short python function that adds two numbers.",
    "Name three colours of the rainbow.",
    "Tell me a story about a fox and a crow.",
];

#[tokio::test]
async fn the_first_eight_tokens_are_the_same_and_about_as_likely() {
    let Some(real) = real().await else { return };
    let Both { ours, theirs } = &real.both;
    let options = CallOptions::new()
        .logprobs(true)
        .temperature(0.0)
        .max_tokens(24);
    for question in QUESTIONS {
        let messages = serde_json::json!([{"role": "user", "content": question}]);
        let prompt = theirs.tokenize(&theirs.apply_template(&messages), true);
        let their = theirs.answer(&prompt, 24);
        let answer = ours
            .clone()
            .bind(options.clone())
            .invoke(question)
            .await
            .unwrap();
        let own = answer.logprobs().content();
        let pairs = own.iter().zip(&their);
        let same = pairs
            .take_while(|(own, their)| own.id() == Some(their.id))
            .count();
        let differences = own.iter().zip(&their).take(same);
        let greatest = differences
            .map(|(own, their)| (own.logprob().unwrap() - their.logprob).abs())
            .fold(0.0, f64::max);
        tell(format_args!(
            "{question:?}: {same} tokens the same, at most {greatest:.3} nats apart"
        ));
        assert!(same >= 8.min(own.len()), "{question}: {own:?} {their:?}");
        assert!(greatest <= 0.35, "{question}: {greatest}");
    }
}
