//! A file as a model.

use std::fs::File;
use std::io::Write as _;

use surprisal_core::{ErrorKind, Result, ScoreText as _, Scored};
use surprisal_local::ChatLocal;
use tempfile::TempDir;

use crate::laws;

/// Room for the numbers of a small model.
const NUMBERS: u64 = 1 << 19;

/// The model of a file that begins with these bytes, and has zeros behind them.
pub(super) fn model(head: &[u8]) -> ChatLocal {
    thread_local! {
        static FOLDER: TempDir = TempDir::new().unwrap();
    }
    let path = FOLDER.with(|folder| folder.path().join("model.gguf"));
    let mut file = File::create(&path).unwrap();
    file.write_all(head).unwrap();
    file.set_len(head.len() as u64 + NUMBERS).unwrap();
    drop(file);
    ChatLocal::from_env(path.to_str().unwrap()).unwrap()
}

/// What the model makes of a text; `None` where the file is refused. No part of it may panic: that is an error of the
/// kind `Server`, as is arithmetic that cannot be done.
pub(super) async fn read(model: &ChatLocal, text: &str) -> Option<(Vec<u32>, Result<Scored>)> {
    match model.load().await {
        Ok(info) => assert!(info.vocabulary > 0 && info.context_length > 0, "{info:?}"),
        Err(error) => {
            assert_eq!(error.kind(), ErrorKind::InvalidInput, "{error:?}");
            laws::error(&error);
            return None;
        }
    }
    let ids = model.tokenize(text).await;
    let ids =
        ids.inspect_err(|error| assert_eq!(error.kind(), ErrorKind::InvalidInput, "{error:?}"));
    let scored = model.score_text("", text, 2).await;
    match &scored {
        Ok(scored) => laws::tokens(scored.logprobs(), scored.text()),
        Err(error) => {
            let known = [ErrorKind::InvalidInput, ErrorKind::ContextTooLong];
            assert!(known.contains(&error.kind()), "{error:?}");
        }
    }
    Some((ids.ok()?, scored))
}
