//! The likeliest answer to a multiple-choice question, by the log probabilities of texts that the model did not
//! write. `ScoreText` is what it takes: a model in this process, vLLM, completions that echo the prompt.

use surprisal::local::ChatLocal;
use surprisal::{HasLogprobs, Result, ScoreText};

const QUESTION: &str = "Question: What is the capital of France?\nAnswer:";
const ANSWERS: [&str; 3] = [" Berlin", " Paris", " Rome"];

/// Knows no model. The answers with the sums of their log probabilities, the likeliest first.
async fn rank<'a>(
    model: &dyn ScoreText,
    question: &str,
    answers: &[&'a str],
) -> Result<Vec<(&'a str, f64)>> {
    let mut ranked = Vec::new();
    for answer in answers {
        let scored = model.score_text(question, answer, 0).await?;
        // A sum that passes over tokens without an exact score is not to be compared with the others.
        let measures = scored.measures();
        let whole = measures
            .sum()
            .filter(|_| measures.exact() == measures.count());
        ranked.push((*answer, whole.unwrap_or(f64::NEG_INFINITY)));
    }
    ranked.sort_by(|(_, a), (_, b)| b.total_cmp(a));
    Ok(ranked)
}

#[tokio::main]
async fn main() -> Result<()> {
    surprisal_examples::show_model("local:smollm2-135m").await?;
    let model = ChatLocal::from_env("smollm2-135m")?;
    let ranked = rank(&model, QUESTION, &ANSWERS).await?;
    let all: f64 = ranked.iter().map(|(_, sum)| sum.exp()).sum();
    for (answer, sum) in ranked {
        println!("{:5.1} % {sum:8.3} {answer}", 100.0 * sum.exp() / all);
    }
    Ok(())
}
