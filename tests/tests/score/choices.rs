//! Answers to choose from, by an application that knows no model.

use std::sync::Arc;

use serde_json::json;
use surprisal::openai::ChatOpenAi;
use surprisal::{HasLogprobs, Result, ScoreText};

use crate::support::{builder, echoed, serves};

/// The answers with the sums of their log probabilities, the likeliest first.
async fn rank<'a>(
    model: &dyn ScoreText,
    question: &str,
    answers: &[&'a str],
) -> Result<Vec<(&'a str, f64)>> {
    let mut ranked = Vec::new();
    for answer in answers {
        let scored = model.score_text(question, answer, 0).await?;
        ranked.push((*answer, scored.sum_logprob().unwrap_or(f64::NEG_INFINITY)));
    }
    ranked.sort_by(|(_, a), (_, b)| b.total_cmp(a));
    Ok(ranked)
}

#[tokio::test]
async fn three_answers_are_ranked_by_any_model() {
    let answers = [(" Rome", -4.5), (" Paris", -0.25), (" Berlin", -3.0)];
    let bodies = answers.map(|(answer, logprob)| {
        let mut body = echoed(&["The capital", " of France is", answer, "."]);
        body["choices"][0]["logprobs"]["token_logprobs"][2] = json!(logprob);
        body
    });
    let server = serves(bodies.iter().chain(&bodies).cloned()).await;
    let url = format!("{}/v1", server.url());
    let openai = ChatOpenAi::builder("davinci-002")
        .api_key("k")
        .base_url(url);
    let models: [Arc<dyn ScoreText>; 2] = [
        Arc::new(builder(&server).build().unwrap()),
        Arc::new(openai.build().unwrap()),
    ];
    for model in models {
        let names = answers.map(|(answer, _)| answer);
        let ranked = rank(&model, "The capital of France is", &names)
            .await
            .unwrap();
        assert_eq!(
            ranked,
            [(" Paris", -0.25), (" Berlin", -3.0), (" Rome", -4.5)]
        );
    }
}
