//! What both say to the same question.

use surprisal::{CallOptions, RunnableExt};

use crate::support::{Both, real, tell};

/// In the beginnings of whose answers no two tokens are about as likely: there rounding would choose.
const QUESTIONS: [&str; 5] = [
    "how are you today",
    "What is gravity?",
    "What is the capital of Germany?",
    "Explain what a prime number is.",
    "Who wrote Romeo and Juliet?",
];

/// How many tokens have to be the same. Rounding adds up, and sooner or later two tokens change places.
const FIRST: usize = 8;

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
        let same = own
            .iter()
            .zip(&their)
            .take_while(|(own, their)| own.id() == Some(their.id))
            .map(|(own, their)| (own.logprob().unwrap() - their.logprob).abs());
        let apart: Vec<f64> = same.collect();
        let greatest = |apart: &[f64]| apart.iter().copied().fold(0.0, f64::max);
        tell(format_args!(
            "{question:?}: the first {} tokens are the same, at most {:.3} nats apart",
            apart.len(),
            greatest(&apart)
        ));
        assert!(
            apart.len() >= FIRST.min(own.len()),
            "{question}: {own:?} {their:?}"
        );
        assert!(greatest(&apart) <= 0.35, "{question}: {apart:?}");
    }
}
