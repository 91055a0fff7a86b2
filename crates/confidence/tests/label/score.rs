use std::collections::HashMap;

use async_trait::async_trait;
use surprisal_confidence::Labels;
use surprisal_core::{
    Channel, ErrorKind, HasLogprobs, Logprobs, Result, ScoreText, Scored, TokenLogprob,
};

use super::near;

/// Knows the log probabilities of the tokens of some texts.
struct Known(HashMap<&'static str, Vec<f64>>);

#[async_trait]
impl ScoreText for Known {
    async fn score_text(&self, prompt: &str, text: &str, _top_logprobs: u32) -> Result<Scored> {
        assert_eq!(prompt, "The capital of Japan is");
        let logprobs = self.0[text].iter();
        let tokens = logprobs.map(|logprob| TokenLogprob::new("x", *logprob));
        Ok(Scored::new(text, Logprobs::new(Channel::Content, tokens)))
    }
}

async fn score(
    labels: Labels,
    known: &[(&'static str, &[f64])],
) -> Result<surprisal_confidence::LabelDistribution> {
    let known = known
        .iter()
        .map(|(text, logprobs)| (*text, logprobs.to_vec()));
    labels
        .score(&Known(known.collect()), "The capital of Japan is")
        .await
}

#[tokio::test]
async fn labels_of_several_tokens_are_compared_by_the_sums_of_their_tokens() {
    let known: [(&str, &[f64]); 3] = [
        (" Tokyo", &[-0.5, -0.5]),
        (" Kyoto", &[-3.0]),
        ("Tokyo", &[-4.0, -1.0]),
    ];
    let labels = Labels::new(["Tokyo", " Kyoto"]).alias("Tokyo", [" Tokyo"]);
    let read = score(labels, &known).await.unwrap();
    assert_eq!(read.best(), Some("Tokyo"));
    let tokyo = (-1.0_f64).exp() + (-5.0_f64).exp();
    let tokyo_interval = read.probability("Tokyo").unwrap();
    near(tokyo_interval.lower, tokyo);
    assert!(tokyo_interval.is_exact());
    near(read.coverage(), tokyo + (-3.0_f64).exp());
    near(
        read.renormalized().unwrap()[0].1,
        tokyo / (tokyo + (-3.0_f64).exp()),
    );
    near(read.iter().nth(1).unwrap().1, -3.0);
}

#[tokio::test]
async fn sums_too_small_for_a_probability_are_still_compared() {
    let known: [(&str, &[f64]); 2] = [("a", &[-900.0]), ("b", &[-901.0])];
    let read = score(Labels::new(["a", "b"]), &known).await.unwrap();
    assert_eq!(read.coverage(), 0.0);
    near(read.renormalized().unwrap()[0].1, 0.7310585786300049);
}

#[tokio::test]
async fn a_label_that_begins_another_cannot_be_scored_beside_it() {
    let error = score(Labels::new(["1", "10"]), &[]).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    assert!(error.message().contains("\"1\" begins \"10\""));
    // An alias that begins with its label has no probability of its own.
    let known: [(&str, &[f64]); 1] = [("Art", &[-1.0])];
    let read = score(Labels::new(["Art"]).alias("Art", ["Arts", "Art"]), &known)
        .await
        .unwrap();
    near(read.coverage(), (-1.0_f64).exp());
}

#[tokio::test]
async fn a_floor_is_no_score() {
    let known: [(&str, &[f64]); 2] = [("a", &[-1.0, -9999.0]), ("b", &[-1.0])];
    let error = score(Labels::new(["a", "b"]), &known).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::LogprobsMissing);
    assert!(Scored::new("", Logprobs::default()).sum_logprob().is_none());
}
