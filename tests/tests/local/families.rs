//! Each family computes what llama.cpp computes. In single precision there is nothing else to differ by.

use surprisal::ScoreText;
use surprisal_testing::TinyModel;

use crate::support::{Both, tell, tiny};

const TEXT: &str = "the more he says to you 12 34 💙 é日 abst BST!'s";

/// The greatest difference of any log probability at any position, in nats.
async fn difference(model: &TinyModel) -> Option<f64> {
    let (Both { ours, theirs }, _server) = tiny(model).unwrap()?;
    let vocabulary = ours.load().await.unwrap().vocabulary;
    let ids = ours.tokenize(TEXT).await.unwrap();
    let scored = ours.score_text("", TEXT, u32::MAX).await.unwrap();
    let letter = ours.tokenize("a").await.unwrap()[0];
    let mut greatest = 0f64;
    for (position, token) in scored.logprobs().content().iter().enumerate().skip(1) {
        let theirs = theirs.distribution(&ids[..position], vocabulary, letter);
        assert_eq!(theirs.len(), vocabulary);
        for own in token.top_logprobs().unwrap() {
            let their = theirs[&own.id().unwrap()];
            greatest = greatest.max((own.logprob().unwrap() - their).abs());
        }
    }
    Some(greatest)
}

#[tokio::test]
async fn whatever_the_family() {
    for name in ["llama", "qwen2", "qwen3"] {
        let model = TinyModel::new(9).architecture(name).context_length(2048);
        // Positions far apart count differently, and a file may say by how much.
        let other = model.clone().set(format!("{name}.rope.freq_base"), 500.0);
        for (model, what) in [(model, "usual"), (other, "another base of the positions")] {
            let Some(greatest) = difference(&model).await else {
                return;
            };
            tell(format_args!(
                "{name}, {what}: at most {greatest:.2e} nats from llama.cpp"
            ));
            assert!(greatest < 1e-3, "{name}, {what}: {greatest}");
        }
    }
}

#[tokio::test]
async fn whatever_the_file_says_of_the_positions() {
    let model = TinyModel::new(9).context_length(2048);
    let key = |key: &str| format!("llama.rope.{key}");
    for (model, what) in [
        (
            model
                .clone()
                .set(key("scaling.type"), "linear")
                .set(key("scaling.factor"), 4.0),
            "linear scaling",
        ),
        (
            model.set("llama.attention.layer_norm_rms_epsilon", 0.1),
            "another epsilon",
        ),
    ] {
        let Some(greatest) = difference(&model).await else {
            return;
        };
        tell(format_args!(
            "{what}: at most {greatest:.2e} nats from llama.cpp"
        ));
        assert!(greatest < 1e-3, "{what}: {greatest}");
    }
}
