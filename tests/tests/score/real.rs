//! A real server that echoes, and whose numbers are those of other tokens.

use surprisal::ErrorKind;
use surprisal::ScoreText;
use surprisal::openai_compat::{ChatCompletions, Generic};
use surprisal_tests::llama_python::LlamaPython;

#[tokio::test]
async fn a_server_whose_numbers_are_those_of_the_next_tokens_gives_no_score() {
    let Some(server) = LlamaPython::start().unwrap() else {
        return;
    };
    let built = ChatCompletions::<Generic>::builder("any").base_url(server.url());
    let model = built.build().unwrap();
    let prompt = "The capital of France is";
    for text in [
        " Paris",
        " Rome",
        " Paris, the city of light.",
        " größer 💙",
    ] {
        let scored = model.score_text(prompt, text, 3).await;
        let error = scored.map(|scored| format!("{scored:?}")).unwrap_err();
        // Of a text with parts of characters it does not even list all tokens.
        let kinds = [ErrorKind::Unsupported, ErrorKind::BadResponse];
        assert!(kinds.contains(&error.kind()), "{text:?}: {error}");
    }
}
