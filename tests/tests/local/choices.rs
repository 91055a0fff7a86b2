//! Answers are ranked by an application that knows no model.

use std::sync::Arc;

use surprisal::{HasLogprobs, ScoreText};

use crate::support::real;

#[tokio::test]
async fn the_right_answer_is_the_likeliest() {
    let Some(real) = real().await else { return };
    let model: Arc<dyn ScoreText> = Arc::new(real.both.ours.clone());
    for (question, answers) in [
        ("The capital of France is", [" Paris", " Berlin", " Madrid"]),
        ("Two plus two is", [" four", " seven", " ninety"]),
    ] {
        let mut sums = Vec::new();
        for answer in answers {
            let scored = model.score_text(question, answer, 0).await.unwrap();
            scored.alignment().unwrap();
            sums.push(scored.sum_logprob().unwrap());
        }
        assert!(
            sums[0] > sums[1] && sums[0] > sums[2],
            "{question} {sums:?}"
        );
    }
}
