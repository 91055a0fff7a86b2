//! A real server that does not echo: what it answers is no score.

use surprisal::openai_compat::{ChatCompletions, Generic, Scoring};
use surprisal::{ErrorKind, ScoreText};

use crate::support::real;

const FRANCE: &str = "The capital of France is";

#[tokio::test]
async fn what_llama_cpp_writes_itself_is_not_taken_for_a_score() {
    let Some(real) = real().await else { return };
    let builder = || ChatCompletions::<Generic>::builder("smollm2").base_url(&*real.url);
    let by_echo = builder().build().unwrap();
    let by_prompt = builder()
        .protocol(|chat| chat.scoring = Scoring::PromptLogprobs)
        .build()
        .unwrap();
    let models: [&dyn ScoreText; 3] = [&by_echo, &by_prompt, &real.model];
    for model in models {
        // The first is what it writes next by itself.
        for text in [" Paris", " Rome", " Paris."] {
            for top in [0, 2] {
                let error = model.score_text(FRANCE, text, top).await.unwrap_err();
                assert_eq!(error.kind(), ErrorKind::Unsupported, "{error}");
                assert!(
                    error.message().contains("a model in this process"),
                    "{error}"
                );
            }
        }
    }
    let error = by_echo.score_text(FRANCE, " Paris", 2).await.unwrap_err();
    assert!(error.message().contains("1 of the 1 tokens"), "{error}");
    assert!(error.body().is_some_and(|body| body.contains("logprob")));
}
