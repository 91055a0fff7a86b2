//! Real answers, from recordings that are not part of the repository.

use std::path::{Path, PathBuf};
use std::{env, fs};

use serde_json::Value;
use surprisal_confidence::{HeatMap, HtmlPage};
use surprisal_core::{Channel, HasLogprobs as _, Logprobs, Scored, TokenLogprob, TopLogprob};

use crate::support::skipped;

/// A recording as JSON; nothing, with a line printed, where there are no recordings.
fn read(name: &str) -> Option<Value> {
    let folder = match env::var_os("SURPRISAL_RECORDINGS") {
        Some(path) => PathBuf::from(path),
        None => Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
    };
    let Ok(text) = fs::read_to_string(folder.join("recordings").join(name)) else {
        skipped(format!(
            "no recording {name}; set SURPRISAL_RECORDINGS to the folder that holds recordings/"
        ));
        return None;
    };
    Some(serde_json::from_str(&text).unwrap())
}

/// An answer of Gemini: 303 tokens with five alternatives each.
pub(crate) fn gemini() -> Option<Scored> {
    let candidate = read("google/langchainjs/chat-7-mock.json")?["candidates"][0].clone();
    let top = |value: &Value| {
        let logprob = value["logProbability"].as_f64().unwrap();
        TopLogprob::new(value["token"].as_str().unwrap(), logprob)
    };
    let result = &candidate["logprobsResult"];
    let lists = result["topCandidates"].as_array().unwrap().iter();
    let chosen = result["chosenCandidates"].as_array().unwrap().iter();
    let tokens = chosen.zip(lists).map(|(chosen, list)| {
        let list = list["candidates"].as_array().unwrap().iter().map(top);
        TokenLogprob::from(top(chosen)).with_top_logprobs(list)
    });
    let text = candidate["content"]["parts"][0]["text"].as_str().unwrap();
    Some(Scored::new(text, Logprobs::new(Channel::Content, tokens)))
}

#[test]
fn a_long_real_answer_is_shown_to_its_last_token() {
    let Some(answer) = gemini() else { return };
    assert_eq!(answer.tokens().len(), 303);
    let page = HtmlPage::of(&answer).to_string();
    assert_eq!(page.matches("role=\"tooltip\"").count(), 303);
    assert!(page.contains("<dt>tokens</dt><dd>303</dd>"));
    assert!(!page.contains("do not spell"), "the tokens are the text");
    println!("{} bytes of HTML for 303 tokens", page.len());
    assert!(HeatMap::of(&answer).to_string().starts_with("Here"));
}

#[test]
fn a_character_that_openai_split_is_one_piece() {
    let Some(body) = read("docs-samples/openai-chat-split-emoji.json") else {
        return;
    };
    let choice = &body["choices"][0];
    let logprobs: Logprobs = serde_json::from_value(choice["logprobs"].clone()).unwrap();
    let answer = Scored::new(choice["message"]["content"].as_str().unwrap(), logprobs);
    let heat = HeatMap::of(&answer).to_string();
    assert!(heat.contains("💙") && !heat.contains("\\xf0"), "{heat}");
    let page = HtmlPage::of(&answer).to_string();
    assert!(
        page.contains("2 tokens make up this text") && page.contains("bytes f0 9f 92"),
        "{page}"
    );
}
