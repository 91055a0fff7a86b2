//! Characters of several tokens.

use surprisal::{CallOptions, HasLogprobs, RunnableExt};

use crate::support::{Both, real, tell};

#[tokio::test]
async fn are_several_entries_where_llama_cpp_has_one() {
    let Some(real) = real().await else { return };
    let Both { ours, theirs } = &real.both;
    let question = "Repeat exactly: 💙 日本語 🎉🦊 naïve";
    let options = CallOptions::new()
        .logprobs(true)
        .temperature(0.0)
        .max_tokens(80);
    let message = ours.clone().bind(options).invoke(question).await.unwrap();
    let tokens = message.logprobs().content();
    let parts = tokens.iter().filter(|token| {
        let bytes = token.bytes().unwrap_or_default();
        std::str::from_utf8(bytes).is_err()
    });
    let parts = parts.count();
    assert!(parts >= 2, "{:?}", message.text());
    assert_eq!(message.usage().output_tokens, Some(tokens.len() as u64));
    let bytes = tokens.iter().filter_map(|token| token.bytes()).flatten();
    let bytes: Vec<u8> = bytes.copied().collect();
    assert_eq!(String::from_utf8_lossy(&bytes), message.text());
    // The limit may have cut a character.
    assert!(message.alignment().is_ok() || message.text().ends_with('\u{fffd}'));

    let messages = serde_json::json!([{"role": "user", "content": question}]);
    let prompt = theirs.tokenize(&theirs.apply_template(&messages), true);
    let answer = theirs.complete(&prompt, 80, 1, None, false);
    let entries = answer["completion_probabilities"].as_array().map(Vec::len);
    let written = answer["tokens"].as_array().map(Vec::len);
    tell(format_args!(
        "{:?}: {} tokens, {parts} of them parts of characters; llama.cpp has {} entries for {} tokens",
        message.text(),
        tokens.len(),
        entries.unwrap_or_default(),
        written.unwrap_or_default(),
    ));
}
