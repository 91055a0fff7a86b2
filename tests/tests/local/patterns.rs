//! The ways of splitting a text before its pieces are merged, which files name.

use std::path::PathBuf;

use serde_json::json;
use surprisal::local::ChatLocal;
use surprisal_testing::TinyModel;
use tempfile::TempDir;

use crate::probe::PROBE;
use crate::support::{Both, tiny};
use crate::tokens::prompt;

/// Texts in which any three characters of these kinds come one after the other. Of any two of them the
/// tiny model has a token, so that the ids show every split.
fn neighbours() -> impl Iterator<Item = String> {
    const KINDS: &str = " \n\r\t\u{a0}\u{3000}abstBST12٣²'!/_.éÉǅ日\u{301}💙";
    KINDS.chars().map(|left| {
        let pairs = KINDS
            .chars()
            .flat_map(|middle| KINDS.chars().map(move |right| (middle, right)));
        pairs
            .map(|(middle, right)| format!("{left}{middle}{right}x"))
            .collect()
    })
}

fn write(model: &TinyModel) -> (TempDir, PathBuf) {
    let directory = TempDir::new().unwrap();
    let path = directory.path().join("tiny.gguf");
    model.write(&path).unwrap();
    (directory, path)
}

/// Every name that is known: those that a file with an unknown one is told.
async fn names() -> Vec<String> {
    let (_directory, path) = write(&TinyModel::new(1).set("tokenizer.ggml.pre", "none"));
    let error = ChatLocal::from_env(path.to_str().unwrap())
        .unwrap()
        .load()
        .await
        .unwrap_err();
    let (_, names) = error.message().split_once("supported are ").unwrap();
    names.split(", ").map(str::to_owned).collect()
}

/// Which texts get other ids than in llama.cpp; `None` where there is no server.
async fn differing(name: &str) -> Option<Vec<String>> {
    // A text begins with a mark, which is not the one of the chat template, or does not: the file does not say.
    let model = TinyModel::new(1)
        .context_length(2048)
        .set("tokenizer.ggml.pre", name)
        .set("tokenizer.ggml.bos_token_id", 0u32)
        .unset("tokenizer.ggml.add_bos_token");
    let (Both { ours, theirs }, _server) = tiny(&model).unwrap()?;
    let mut differing = Vec::new();
    for text in PROBE.into_iter().map(str::to_owned).chain(neighbours()) {
        if ours.tokenize(&*text).await.unwrap() != theirs.tokenize(&text, false) {
            differing.push(text);
        }
    }
    let messages = json!([{"role": "user", "content": "hi"}]);
    let text = theirs.apply_template(&messages);
    if prompt(&ours, &messages).await != theirs.tokenize(&text, true) {
        differing.push(text);
    }
    Some(differing)
}

#[tokio::test]
async fn each_gives_the_ids_of_llama_cpp() {
    let names = names().await;
    assert!(names.len() > 10, "{names:?}");
    let mut wrong = Vec::new();
    for name in names {
        let Some(texts) = differing(&name).await else {
            return;
        };
        wrong.extend(texts.into_iter().map(|text| (name.clone(), text)));
    }
    assert!(wrong.is_empty(), "{wrong:?}");
}
