//! Tiny models, and what is asked of several tests.

use std::path::PathBuf;
use std::sync::{Arc, LazyLock};

use surprisal_core::{AiMessage, CallOptions, Error, RunnableExt, TokenLogprob};
use surprisal_local::ChatLocal;
use surprisal_testing::TinyModel;
use tempfile::TempDir;

pub(crate) const HELLO: (&str, &str) = ("human", "how are you today");

/// A context in which an answer takes seconds, so that there is time to do something meanwhile.
pub(crate) const LONG: u32 = 8192;

/// The files of the tests, which are there as long as one of them is used.
pub(crate) struct File {
    directory: TempDir,
}

impl File {
    pub(crate) fn new(bytes: &[u8]) -> Self {
        let file = Self {
            directory: TempDir::new().unwrap(),
        };
        std::fs::write(file.path(), bytes).unwrap();
        file
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.directory.path().join("tiny.gguf")
    }

    pub(crate) fn chat(&self) -> ChatLocal {
        ChatLocal::from_env(self.path().to_str().unwrap()).unwrap()
    }
}

/// A model of its own.
pub(crate) async fn load(model: &TinyModel) -> ChatLocal {
    let file = File::new(&model.to_bytes());
    let chat = file.chat();
    // Once it is loaded the file is not needed.
    chat.load().await.unwrap();
    chat
}

/// Why a model cannot be loaded.
pub(crate) async fn refusal(model: &TinyModel) -> Error {
    let file = File::new(&model.to_bytes());
    file.chat().load().await.unwrap_err()
}

/// The model that tests share which do not depend on what it has read before.
pub(crate) fn shared() -> ChatLocal {
    static SHARED: LazyLock<(ChatLocal, Arc<File>)> = LazyLock::new(|| {
        let file = Arc::new(File::new(&TinyModel::new(7).to_bytes()));
        (file.chat(), file)
    });
    SHARED.0.clone()
}

/// Log probabilities of so many tokens, of an answer that is the same each time.
pub(crate) fn options(tokens: u32) -> CallOptions {
    CallOptions::new()
        .logprobs(true)
        .top_logprobs(20)
        .max_tokens(tokens)
        .seed(5)
}

/// What keeps an answer from ending by itself.
pub(crate) async fn endless(chat: &ChatLocal) -> CallOptions {
    let ends = chat.tokenize("<|im_end|><|endoftext|>").await.unwrap();
    assert_eq!(ends.len(), 2);
    biased(options(LONG), &ends, -100.0)
}

/// Answers of nothing but these characters, each a token.
pub(crate) async fn only(chat: &ChatLocal, characters: &str, options: CallOptions) -> CallOptions {
    let mut ids = Vec::new();
    for character in characters.chars() {
        let own = chat.tokenize(character).await.unwrap();
        assert_eq!(own.len(), 1, "{character:?}");
        ids.extend(own);
    }
    biased(options, &ids, 100.0)
}

fn biased(options: CallOptions, ids: &[u32], bias: f64) -> CallOptions {
    let ids = ids.iter();
    ids.fold(options, |options, id| options.logit_bias(*id, bias))
}

pub(crate) async fn ask(chat: &ChatLocal, options: CallOptions) -> AiMessage {
    chat.clone().bind(options).invoke(HELLO).await.unwrap()
}

pub(crate) fn ids(tokens: &[TokenLogprob]) -> Vec<u32> {
    tokens.iter().map(|token| token.id().unwrap()).collect()
}

pub(crate) fn bytes(tokens: &[TokenLogprob]) -> Vec<u8> {
    let bytes = tokens.iter().filter_map(TokenLogprob::bytes);
    bytes.flatten().copied().collect()
}

/// Asserts that these are the same tokens with the same log probabilities, but for rounding: what is read in
/// another order is rounded differently.
#[track_caller]
pub(crate) fn assert_same(left: &[TokenLogprob], right: &[TokenLogprob]) {
    assert_eq!(ids(left), ids(right));
    for (left, right) in left.iter().zip(right) {
        assert_eq!((left.token(), left.bytes()), (right.token(), right.bytes()));
        match (left.logprob(), right.logprob()) {
            (Some(left), Some(right)) => assert_near(left, right),
            none => assert_eq!(none, (None, None)),
        }
        let tops = (left.top_logprobs(), right.top_logprobs());
        assert_eq!(tops.0.map(<[_]>::len), tops.1.map(<[_]>::len));
    }
}

#[track_caller]
pub(crate) fn assert_near(left: f64, right: f64) {
    assert!((left - right).abs() <= 1e-4, "{left} and {right}");
}
